package import YobanCore
import YobanRows

extension PostgresStore {
    package func settle(_ settlement: Settlement) async throws(StoreError) -> Holding {
        let (claim, reason) = (settlement.claim, settlement.outcome.reason)
        return try await end(claim, as: .ended, reason, at: settlement.endedAt, .settle(claim.job.id)) { session in
            switch settlement.verdict {
            case .completed: return try session.finish(settlement, .completed)
            case .failed: return try session.finish(settlement, .failed)
            case .stopped: return try session.finish(settlement, .stopped)
            case .retry(let due):
                let holding = try session.settle(settlement, Query.retryLater, ["due": due, "lost": reason.isLoss ? 1 : 0])
                // A result that comes late does not queue the job again.
                return holding == .held ? .held : try session.finish(settlement, .failed)
            }
        }
    }
}

extension Session {
    fileprivate func finish(_ settlement: Settlement, _ status: JobStatus) throws -> Holding {
        try settle(
            settlement, Query.finish,
            ["status": status.rawValue, "staysOpen": status == .failed && settlement.outcome.reason.isLoss])
    }

    /// What an operator reads in the row: `error_message` is the last error, also while the job waits for its next try; a job that
    /// completed has none.
    fileprivate func settle(_ settlement: Settlement, _ statements: Query.Pair, _ own: [String: (any Bindable)?]) throws -> Holding {
        let outcome = settlement.outcome
        let message = Stored.text(outcome.message)
        let progress = settlement.verdict == .completed ? Progress.done : settlement.progress
        let common: [String: (any Bindable)?] = [
            "number": settlement.claim.job.attemptNumber, "reason": outcome.reason.rawValue,
            "error": message.isEmpty || settlement.verdict == .completed ? nil : message, "started": settlement.startedAt,
            "ended": settlement.endedAt, "percentage": progress.percentage, "message": progress.message.map(Stored.text),
            "directory": settlement.runDirectory.map(Stored.text), "exitCode": outcome.exitCode, "signal": outcome.signal,
            "outcome": message, "user": outcome.resources.userMilliseconds, "system": outcome.resources.systemMilliseconds,
            "peak": outcome.resources.peakMemoryBytes, "output": outcome.resources.outputBytes,
            "dropped": outcome.resources.droppedBytes, "survivors": JSONText.list(outcome.survivors),
            "endedBy": Stored.text(outcome.endedBy), "left": outcome.processesLeft, "staysOpen": false,
        ]
        return try holding(statements.statement(for: settlement.claim), settlement.claim, common.merging(own) { $1 })
    }
}
