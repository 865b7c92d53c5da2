import YobanCore
import YobanOperations
import YobanTerminal

/// What stands beside a job in lists and lines.
extension Text {
    static let slotWait = Text(ja: "空きスロット待ち", en: "waiting for a slot")
    static let queuePaused = Text(ja: "キューは一時停止中", en: "its queue is paused")
}

extension Job {
    /// The key; of a row that has none, the name.
    var label: String { key?.value ?? DisplayWidth.truncate(TerminalText.sanitised(name), to: 40) }

    /// What is left at the pace so far.
    func remaining(now: Instant) -> Duration? {
        startedAt.flatMap { progress.remaining(after: now - $0) }
    }

    /// What the job is doing or waiting for, or how it ended. Empty when it completed.
    func situation(now: Instant) -> Text {
        let percentage = progress.percentage.map { "\($0)% " } ?? ""
        switch status {
        case .pending:
            if hold == .key {
                let key = TerminalText.sanitised((concurrency?.name ?? "").shortened)
                return Text(ja: "キー \(key) の空き待ち", en: "waiting for key \(key)")
            }
            guard hold == .time, let runAfter else { return .slotWait }
            let at = HumanTime.tableTime(runAfter, now: now)
            return retryCount > 0
                ? Text(ja: "\(at) に再試行", en: "retry at \(at)") : Text(ja: "\(at) に開始予定", en: "due at \(at)")
        case .running:
            let report = percentage + (progress.message ?? "")
            return stopRequested ? Text(ja: "停止処理中 \(report)", en: "stopping \(report)") : Text(ja: report, en: report)
        case .completed:
            return Text(ja: "", en: "")
        case .failed, .stopped:
            guard let errorMessage, !errorMessage.isEmpty else {
                let word = reason?.word ?? Text(ja: "", en: "")
                return Text(ja: percentage + word.ja, en: percentage + word.en)
            }
            return Text(ja: percentage + errorMessage, en: percentage + errorMessage)
        }
    }
}
