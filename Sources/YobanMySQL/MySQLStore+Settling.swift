package import YobanCore

extension MySQLStore {
    package func settle(_ settlement: Settlement) async throws(StoreError) -> Holding {
        let claim = settlement.claim
        return try await write(.settle(claim.job.id), confirm: { try $1 == .notHeld || $0.hasEnded(settlement) }) { session in
            if try session.move(settlement) == 1 {
                try session.freePlace(of: claim)
            } else {
                guard try session.moveLate(settlement) == 1 else { return .notHeld }
            }
            try session.end(settlement)
            return .held
        }
    }
}

extension Session {
    /// The job's row. What an operator reads there: `error_message` is the last error, also while the job waits for its next try;
    /// a job that completed has none.
    fileprivate func move(_ settlement: Settlement) throws -> Int {
        guard case .retry(let due) = settlement.verdict else { return try run(Queries.finishJob, settlement.finish) }
        let own: [String: Value] = ["due": Value(milliseconds: due), "lost": settlement.outcome.reason.isLoss ? 1 : 0]
        return try run(Queries.retryLater, settlement.common.merging(own) { $1 })
    }

    /// The row of a run that was believed lost. A job that is over is not queued again by its end.
    fileprivate func moveLate(_ settlement: Settlement) throws -> Int { try run(Queries.finishLate, settlement.finish) }

    /// After a lost answer to COMMIT: whether just this end is in the attempt. A late one replaces another.
    fileprivate func hasEnded(_ settlement: Settlement) throws -> Bool {
        guard let found = try ending(of: settlement.claim) else { return false }
        return found.state == .ended && found.reason == settlement.outcome.reason.rawValue && found.endedAt == settlement.endedAt
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
