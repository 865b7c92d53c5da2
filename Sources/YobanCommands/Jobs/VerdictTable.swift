import YobanCore
import YobanOperations
import YobanTerminal

/// What became of several jobs: job, verdict, time, attempts, peak memory, log.
struct VerdictTable {
    let table: Table

    init(_ jobs: [Job], attempts: [JobID: [Attempt]], style: Style) {
        // Without one of their own, definitions are named by their keys.
        let hasNames = jobs.contains { $0.key == nil || $0.name != $0.key?.value }
        var columns = [
            Column(said(ja: "ジョブ", en: "JOB"), minimum: 12, yields: 1), Column(said(ja: "名前", en: "NAME"), minimum: 6, yields: 3),
            Column(said(ja: "結果", en: "VERDICT"), minimum: 8, yields: 2), Column(said(ja: "時間", en: "TIME"), .right),
            Column(said(ja: "試行", en: "ATTEMPTS"), .right), Column(said(ja: "最大メモリ", en: "PEAK MEMORY"), .right),
            Column(said(ja: "ログ", en: "LOG")),
        ]
        if !hasNames { columns.remove(at: 1) }
        var table = Table(columns)
        table.rows = jobs.map { job in
            var row = Self.row(job, attempts[job.id] ?? [], style)
            if !hasNames { row.remove(at: 1) }
            return row
        }
        self.table = table
    }

    private static func row(_ job: Job, _ attempts: [Attempt], _ style: Style) -> [StyledText] {
        let time = attempts.reduce(Duration.zero) { sum, attempt in
            guard let start = attempt.startedAt, let end = attempt.endedAt else { return sum }
            return sum + (end - start)
        }
        let peak = attempts.compactMap { $0.outcome?.resources.peakMemoryBytes }.max() ?? 0
        var verdict = style.status(job.status, label: said(job.status.word))
        if job.status == .failed, let error = job.errorMessage { verdict += StyledText("  " + error) }
        return [
            StyledText(job.key?.value ?? job.scriptPath), StyledText(job.name), verdict,
            StyledText(HumanTime.tableDuration(time, processLanguage)), StyledText("\(attempts.count { $0.state == .ended })"),
            StyledText(peak > 0 ? HumanTime.size(peak) : "-"), StyledText("yoban logs \(job.id)"),
        ]
    }
}
