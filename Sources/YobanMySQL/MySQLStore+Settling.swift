package import YobanCore
import YobanRows

extension MySQLStore {
    package func settle(_ settlement: Settlement) async throws(StoreError) -> Holding {
        try await write(.settle(settlement.claim.job.id), confirm: { try $1 == .notHeld || $0.hasEnded(settlement) }) { session in
            guard try session.move(settlement) else { return .notHeld }
            try session.run(Queries.endAttempt, settlement.attempt)
            try session.freePlace(of: settlement.claim)
            return .held
        }
    }
}

extension Session {
    /// The job's row. What an operator reads there: `error_message` is the last error, also while the job waits for its
    /// next try; a job that completed has none. A job that is over is not queued again by the late end of a run that was believed lost.
    fileprivate func move(_ settlement: Settlement) throws -> Bool {
        if case .retry(let due) = settlement.verdict {
            let own: [String: Value] = ["due": Value(milliseconds: due), "lost": settlement.outcome.reason.isLoss ? 1 : 0]
            if try run(Queries.retryLater, settlement.common.merging(own) { $1 }) > 0 { return true }
        } else if try run(Queries.finishJob, settlement.finish) > 0 {
            return true
        }
        return try run(Queries.finishLate, settlement.finish) > 0
    }

    /// After a lost answer to COMMIT: whether just this end is in the attempt. A late one replaces another.
    fileprivate func hasEnded(_ settlement: Settlement) throws -> Bool {
        guard let found = try ending(of: settlement.claim) else { return false }
        return found.state == .ended && found.reason == settlement.outcome.reason.rawValue && found.endedAt == settlement.endedAt
    }
}

extension Settlement {
    fileprivate var common: [String: Value] {
        let message = Stored.text(outcome.message)
        let progress = verdict == .completed ? Progress.done : progress
        return claim.key.merging([
            "reason": .text(outcome.reason.rawValue), "error": message.isEmpty || verdict == .completed ? nil : .text(message),
            "started": Value(time: startedAt), "percentage": Value(progress.percentage),
            "message": Value(progress.message.map { Stored.text($0) }),
        ]) { $1 }
    }

    fileprivate var attempt: [String: Value] {
        let resources = outcome.resources
        return claim.attemptKey.merging([
            "reason": .text(outcome.reason.rawValue), "startedMs": Value(milliseconds: startedAt), "endedMs": Value(milliseconds: endedAt),
            "directory": Value(runDirectory.map { Stored.text($0) }), "exitCode": Value(outcome.exitCode),
            "signal": Value(outcome.signal), "said": .text(Stored.text(outcome.message)), "user": Value(resources.userMilliseconds),
            "system": Value(resources.systemMilliseconds), "peak": Value(resources.peakMemoryBytes),
            "output": Value(resources.outputBytes), "dropped": Value(resources.droppedBytes),
            "survivors": .text(JSONText.list(outcome.survivors)), "endedBy": .text(Stored.text(outcome.endedBy, bytes: 40)),
            "left": Value(outcome.processesLeft),
        ]) { $1 }
    }

    /// A lost run keeps its token, by which it may tell its end still.
    fileprivate var finish: [String: Value] {
        let status: JobStatus =
            switch verdict {
            case .completed: .completed
            case .stopped: .stopped
            case .failed, .retry: .failed
            }
        let isKept = status == .failed && outcome.reason.isLoss
        return common.merging([
            "status": .text(status.rawValue), "ended": Value(time: endedAt), "kept": isKept ? .text(claim.token.value) : nil,
        ]) { $1 }
    }
}
