import GRDB
package import YobanCore
import YobanRows

extension SQLiteStore {
    package func settle(_ settlement: Settlement) async throws(StoreError) -> Holding {
        try await write(.settle(settlement.claim.job.id)) { database in
            guard try database.move(settlement) == 1 else { return .notHeld }
            try database.end(settlement)
            try database.freePlace(of: settlement.claim)
            return .held
        }
    }
}

extension Database {
    /// The job's row. What an operator reads there: `error_message` is the last error, also while the job waits for its next try;
    /// a job that completed has none.
    fileprivate func move(_ settlement: Settlement) throws -> Int {
        let claim = settlement.claim
        let message = Stored.text(settlement.outcome.message)
        let progress = settlement.verdict == .completed ? Progress.done : settlement.progress
        let common: [String: (any DatabaseValueConvertible)?] = [
            "id": claim.job.id.value, "token": claim.token.value, "reason": settlement.outcome.reason.rawValue,
            "error": message.isEmpty || settlement.verdict == .completed ? nil : message,
            "started": settlement.startedAt.map(SeedTime.text), "percentage": progress.percentage,
            "message": progress.message.map(Stored.text),
        ]
        func finish(_ status: JobStatus) throws -> Int {
            let own: [String: (any DatabaseValueConvertible)?] = [
                "status": status.rawValue, "ended": SeedTime.text(settlement.endedAt),
                "keepsToken": status == .failed && settlement.outcome.reason.isLoss,
            ]
            return try run(Query.finishJob, StatementArguments(common.merging(own) { $1 }))
        }
        switch settlement.verdict {
        case .completed: return try finish(.completed)
        case .failed: return try finish(.failed)
        case .stopped: return try finish(.stopped)
        case .retry(let due):
            let own: [String: (any DatabaseValueConvertible)?] = [
                "due": due.milliseconds, "lost": settlement.outcome.reason.isLoss ? 1 : 0,
            ]
            let changed = try run(Query.retryLater, StatementArguments(common.merging(own) { $1 }))
            // A late result does not queue a job again that is over.
            return changed == 1 ? 1 : try finish(.failed)
        }
    }

    fileprivate func end(_ settlement: Settlement) throws {
        let outcome = settlement.outcome
        try run(
            Query.endAttempt,
            [
                "job": settlement.claim.job.id.value, "number": settlement.claim.job.attemptNumber,
                "started": settlement.startedAt?.milliseconds, "ended": settlement.endedAt.milliseconds,
                "directory": settlement.runDirectory.map(Stored.text), "reason": outcome.reason.rawValue, "exitCode": outcome.exitCode,
                "signal": outcome.signal, "message": Stored.text(outcome.message), "user": outcome.resources.userMilliseconds,
                "system": outcome.resources.systemMilliseconds, "peak": outcome.resources.peakMemoryBytes,
                "output": outcome.resources.outputBytes, "dropped": outcome.resources.droppedBytes,
                "survivors": JSONText.list(outcome.survivors), "endedBy": Stored.text(outcome.endedBy), "left": outcome.processesLeft,
            ])
    }
}
