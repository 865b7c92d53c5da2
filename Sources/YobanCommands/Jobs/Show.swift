import ArgumentParser
import YobanCore
import YobanOperations
import YobanTerminal

struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: said(ja: "ジョブの詳細と試行の記録を表示する", en: "Show a job and its attempts."))

    @Argument(help: help(ja: "ジョブ番号、またはキー（最新のジョブ）", en: "A job's number, or a key for its newest job.", name: "id"), completion: .jobIDs)
    var id: String

    @OptionGroup var json: JSONOption
    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let session = try await Session.open(global)
        let job = try await session.job(named: id)
        let attempts = try await session.operations.attempts(of: job.id)
        if json.json { return try session.console.print(JSON(job, attempts: attempts).text) }
        let style = session.console.outputStyle
        let ahead = try await session.operations.jobsAhead(of: job.id)
        try session.console.write(JobPage(job: job, attempts: attempts, ahead: ahead, now: session.now()).rendered(style))
    }
}

/// One job as text: what it is, where it stands, and its attempts.
struct JobPage {
    let job: Job
    let attempts: [Attempt]
    /// Pending jobs that come first.
    let ahead: Int?
    let now: Instant

    func rendered(_ style: Style) -> String {
        var lines: [StyledText] = [StyledText("\(job.id) ", .bold) + StyledText(job.name, .bold)]
        for (label, value) in facts(style) where value.width > 0 {
            lines.append(StyledText("  ") + StyledText(label, .grey).padded(to: 14) + StyledText(" ") + value)
        }
        for attempt in attempts { lines += section(attempt, style) }
        return lines.map { $0.rendered(style) + "\n" }.joined()
    }

    private func facts(_ style: Style) -> [(String, StyledText)] {
        let situation = said(situation(of: job, now: now))
        let queue = ahead.map { $0 > 0 ? said(ja: "（前に \($0) 件）", en: " (\($0) before it)") : "" } ?? ""
        return [
            (said(ja: "状態", en: "status"), style.status(job.status, label: said(job.status.word)) + StyledText(situation.isEmpty ? "" : "  " + situation + queue)),
            (said(ja: "キー", en: "key"), StyledText(job.key?.value ?? "")),
            (said(ja: "スクリプト", en: "script"), StyledText(job.scriptPath)),
            (said(ja: "パラメータ", en: "parameters"), StyledText(job.parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " "))),
            (said(ja: "優先度", en: "priority"), StyledText("\(job.priority)")),
            (said(ja: "再試行", en: "retries"), StyledText("\(job.retryCount)/\(job.maxRetries)")),
            (said(ja: "登録", en: "created"), StyledText(HumanTime.dateAndTime(job.createdAt) + (job.submittedBy.map { "  \($0)" } ?? ""))),
            (said(ja: "開始", en: "started"), StyledText(job.startedAt.map(HumanTime.dateAndTime) ?? "")),
            (said(ja: "終了", en: "ended"), StyledText(job.completedAt.map(HumanTime.dateAndTime) ?? "")),
            (said(ja: "エラー", en: "error"), StyledText(job.errorMessage ?? "", .red)),
            (said(ja: "ログ", en: "log"), StyledText(attempts.isEmpty ? "" : "yoban logs \(job.id)")),
        ]
    }

    private func section(_ attempt: Attempt, _ style: Style) -> [StyledText] {
        let outcome = attempt.outcome
        let state = outcome.map { said($0.reason.word) } ?? said(attempt.state.word)
        var head = StyledText(said(ja: "試行 \(attempt.number)", en: "attempt \(attempt.number)"), .bold)
        head += StyledText("  \(state)  \(attempt.host)  \(HumanTime.dateAndTime(attempt.startedAt ?? attempt.claimedAt))")
        if let start = attempt.startedAt { head += StyledText("  " + HumanTime.duration((attempt.endedAt ?? now) - start, processLanguage)) }
        var lines = [StyledText(""), head]
        func add(_ label: String, _ value: String) {
            if !value.isEmpty { lines.append(StyledText("  ") + StyledText(label, .grey).padded(to: 14) + StyledText(" " + value)) }
        }
        guard let outcome else { return lines }
        add(said(ja: "結果", en: "result"), outcome.message)
        let used = outcome.resources
        let cpu = Duration.milliseconds(used.userMilliseconds + used.systemMilliseconds)
        add(
            said(ja: "使用量", en: "used"),
            said(
                ja: "メモリ最大 \(HumanTime.size(used.peakMemoryBytes))、CPU \(HumanTime.duration(cpu, .japanese))、出力 \(HumanTime.size(used.outputBytes))",
                en: "peak memory \(HumanTime.size(used.peakMemoryBytes)), CPU \(HumanTime.duration(cpu, .english)), output \(HumanTime.size(used.outputBytes))"))
        if used.droppedBytes > 0 { add(said(ja: "出力の省略", en: "output cut"), HumanTime.size(used.droppedBytes)) }
        if !outcome.survivors.isEmpty {
            add(said(ja: "残存プロセス", en: "outlived it"), outcome.survivors.joined(separator: ", "))
            let left = outcome.processesLeft
            add(
                said(ja: "後始末", en: "clean-up"),
                left == 0
                    ? said(ja: "すべて終了（\(outcome.endedBy)）、残り 0", en: "all ended (\(outcome.endedBy)), 0 processes left")
                    : said(ja: "\(left) 個が残っています", en: "\(left) processes left"))
        }
        return lines
    }
}
