import YobanCore
import YobanTerminal

/// Notices what changed about jobs between two looks and puts it into lines.
struct JobNews {
    /// With several jobs every line names its job.
    let isAlone: Bool
    private var last: [JobID: Job] = [:]

    init(isAlone: Bool) { self.isAlone = isAlone }

    struct Changes {
        var lines: [StyledText] = []
        /// `{host}` stands where the attempt's host belongs.
        var wantsHost = false
    }

    mutating func changes(of job: Job, now: Instant) -> Changes {
        let before = last.updateValue(job, forKey: job.id)
        var changes = Changes()
        func add(_ text: Text, _ tint: Tint = .plain) {
            let name = isAlone ? "" : "\(job.key?.value ?? job.name) (\(job.id)): "
            changes.lines.append(StyledText(name + said(text), tint))
        }
        if before == nil, job.status == .pending {
            let what = situation(of: job, now: now)
            add(Text(ja: "待機しています: \(what.ja)", en: "Waiting: \(what.en)."))
        }
        let isNewAttempt = job.attemptNumber > (before?.attemptNumber ?? 0)
        if isNewAttempt, let started = job.startedAt, job.attemptNumber > 0 {
            let waited = HumanTime.duration(max(started - job.createdAt, .zero), processLanguage)
            add(
                Text(
                    ja: "{host} で開始しました（試行 \(job.attemptNumber)、待ち時間 \(waited)）",
                    en: "Started on {host}, attempt \(job.attemptNumber), after \(waited)."))
            changes.wantsHost = true
        }
        if job.status == .pending, let before, job.retryCount > before.retryCount {
            let error = job.errorMessage ?? ""
            let at = job.runAfter.map { HumanTime.clock($0) } ?? ""
            add(
                Text(
                    ja: "失敗しました（\(error)）。\(at) に再試行します（\(job.retryCount)/\(job.maxRetries)）",
                    en: "Failed (\(error)); retry \(job.retryCount) of \(job.maxRetries) at \(at)."), .yellow)
        }
        if job.stopRequested, before.map({ !$0.stopRequested }) ?? false, job.status == .running {
            add(Text(ja: "停止を要求されました", en: "A stop was requested."), .yellow)
        }
        if job.status.isFinished, before?.status != job.status { add(ending(of: job), Style.tint(for: job.status)) }
        return changes
    }

    private func ending(of job: Job) -> Text {
        let took = job.startedAt.flatMap { start in job.completedAt.map { HumanTime.duration($0 - start, processLanguage) } } ?? "-"
        let error = job.errorMessage.map { $0.isEmpty ? "" : ": " + $0 } ?? ""
        return switch job.status {
        case .completed: Text(ja: "完了しました（\(took)）", en: "Completed in \(took).")
        case .stopped: Text(ja: "停止しました（\(took)）", en: "Stopped after \(took).")
        default:
            Text(
                ja: "失敗しました\(error)（\(took)）。ログ: yoban logs \(job.id)、再実行: yoban retry \(job.id)",
                en: "Failed\(error) (\(took)). Its log: yoban logs \(job.id)  Again: yoban retry \(job.id)")
        }
    }
}
