import YobanCore
import YobanOperations

extension JobStatus {
    /// Tells states apart where colours don't.
    var mark: String {
        switch self {
        case .pending: "◌"
        case .running: "●"
        case .completed: "✓"
        case .failed: "✗"
        case .stopped: "■"
        }
    }

    func values(_ write: Wording) -> [String: Any] { ["status": rawValue, "mark": mark, "word": write(word)] }
}

extension Job {
    /// What the job does, waits for or ended by, in a line. Empty when it completed.
    func situation(_ write: Wording) -> String {
        switch status {
        case .pending:
            if stopRequested { return write(Text(ja: "停止要求あり", en: "to be stopped")) }
            if hold == .key {
                let key = concurrency?.name.shortened ?? ""
                return write(Text(ja: "同時実行キー \(key) の空き待ち", en: "waits for the key \(key)"))
            }
            guard hold == .time, let at = runAfter.map(write.clock) else { return "" }
            return write(retryCount > 0 ? Text(ja: "\(at) に再試行", en: "retry at \(at)") : Text(ja: "\(at) に開始予定", en: "due at \(at)"))
        case .running:
            let message = progress.message ?? ""
            return stopRequested ? write(Text(ja: "停止処理中 \(message)", en: "stopping \(message)")) : message
        case .completed: return ""
        case .failed, .stopped: return errorMessage.flatMap { $0.isEmpty ? nil : $0 } ?? reason.map { write($0.word) } ?? ""
        }
    }

    /// From its start to its end, or until now.
    func took(now: Instant) -> Duration? {
        guard let startedAt else { return nil }
        if status == .running { return max(now - startedAt, .zero) }
        return runDuration
    }

    /// One row of a list.
    func row(_ write: Wording) -> [String: Any] {
        var values = status.values(write)
        values["id"] = "\(id)"
        values["key"] = key?.value
        values["name"] = name
        values["hasOtherName"] = key != nil && name != key?.value
        values["situation"] = situation(write)
        if status != .completed, let percentage = progress.percentage { values["percentage"] = "\(percentage)" }
        values["priority"] = "\(priority)"
        values["tries"] = "\(attemptNumber)/\(maxRetries + 1)"
        values["by"] = submittedBy
        values["created"] = write.time(createdAt)
        values["started"] = write.time(orNil: startedAt)
        values["took"] = took(now: write.now).map { write.duration($0) }
        return values
    }
}
