package import YobanCore

extension MySQLStore {
    package func settle(_ settlement: Settlement) async throws(StoreError) -> Holding {
        let claim = settlement.claim
        return try await write(.settle(claim.job.id), confirm: { try $1 == .notHeld || $0.state(of: claim) == .ended }) { session in
            guard try session.move(settlement) == 1 else { return .notHeld }
            try session.end(settlement)
            return .held
        }
    }
}

extension Session {
    /// The job's row. What an operator reads there: `error_message` is the last error, also while the job waits for its next try;
    /// a job that completed has none.
    fileprivate func move(_ settlement: Settlement) throws -> Int {
        let message = Stored.text(settlement.outcome.message)
        let progress = settlement.verdict == .completed ? Progress.done : settlement.progress
        let common = settlement.claim.key.merging([
            "reason": .text(settlement.outcome.reason.rawValue),
            "error": message.isEmpty || settlement.verdict == .completed ? nil : .text(message),
            "started": Value(time: settlement.startedAt), "percentage": Value(progress.percentage),
            "message": Value(progress.message.map { Stored.text($0) }),
        ]) { $1 }
        func finish(_ status: JobStatus) throws -> Int {
            try run(Queries.finishJob, common.merging(["status": .text(status.rawValue), "ended": Value(time: settlement.endedAt)]) { $1 })
        }
        switch settlement.verdict {
        case .completed: return try finish(.completed)
        case .failed: return try finish(.failed)
        case .stopped: return try finish(.stopped)
        case .retry(let due):
            let own: [String: Value] = ["due": Value(milliseconds: due), "lost": settlement.outcome.reason.isLoss ? 1 : 0]
            return try run(Queries.retryLater, common.merging(own) { $1 })
        }
    }

    fileprivate func end(_ settlement: Settlement) throws {
        let outcome = settlement.outcome
        let resources = outcome.resources
        try run(
            Queries.endAttempt,
            settlement.claim.attemptKey.merging([
                "started": Value(milliseconds: settlement.startedAt), "ended": Value(milliseconds: settlement.endedAt),
                "directory": Value(settlement.runDirectory.map { Stored.text($0) }), "reason": .text(outcome.reason.rawValue),
                "exitCode": Value(outcome.exitCode), "signal": Value(outcome.signal), "message": .text(Stored.text(outcome.message)),
                "user": Value(resources.userMilliseconds), "system": Value(resources.systemMilliseconds),
                "peak": Value(resources.peakMemoryBytes), "output": Value(resources.outputBytes), "dropped": Value(resources.droppedBytes),
                "survivors": .text(JSONText.list(outcome.survivors)), "endedBy": .text(Stored.text(outcome.endedBy, bytes: 40)),
                "left": Value(outcome.processesLeft),
            ]) { $1 })
    }
}
