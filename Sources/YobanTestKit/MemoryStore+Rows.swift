import Synchronization
package import YobanCore

extension Job {
    /// Whether the end of its last run was not seen, so that the run may still tell it.
    var takesLateResult: Bool { status == .failed && (reason?.isLoss ?? false) }

    mutating func settle(_ settlement: Settlement) {
        let message = settlement.outcome.message
        reason = settlement.outcome.reason
        errorMessage = message.isEmpty || settlement.verdict == .completed ? nil : message
        startedAt = settlement.startedAt ?? startedAt
        progress = settlement.progress.over(progress)
        switch settlement.verdict {
        case .completed:
            status = .completed
            progress = .done
        case .failed:
            status = .failed
        case .stopped:
            status = .stopped
        case .retry(let due):
            status = .pending
            hold = .time
            runAfter = due
            retryCount += 1
            if settlement.outcome.reason.isLoss { lostCount += 1 }
            return
        }
        completedAt = settlement.endedAt
    }

    mutating func stopBeforeStart(_ now: Instant) {
        status = .stopped
        reason = .stopped
        stopRequested = true
        completedAt = now
        hold = nil
        runAfter = nil
    }

    mutating func queueAgain() {
        status = .pending
        retryCount = 0
        lostCount = 0
        stopRequested = false
        reason = nil
        errorMessage = nil
        progress = Progress()
        startedAt = nil
        completedAt = nil
    }
}

extension Attempt {
    mutating func end(_ settlement: Settlement) {
        state = .ended
        startedAt = settlement.startedAt ?? startedAt
        endedAt = settlement.endedAt
        runDirectory = settlement.runDirectory ?? runDirectory
        outcome = settlement.outcome
    }
}

extension MemoryStore.State {
    /// Writes the end of a run that was believed lost. A job that is over is not queued again by it.
    mutating func settleLate(_ settlement: Settlement) -> Bool {
        let claim = settlement.claim
        guard var row = rows[claim.job.id], row.job.takesLateResult, row.token == claim.token else { return false }
        var settlement = settlement
        if case .retry = settlement.verdict { settlement.verdict = .failed }
        row.job.settle(settlement)
        row.attempts[row.attempts.count - 1].end(settlement)
        if !row.job.takesLateResult { row.token = nil }
        rows[claim.job.id] = row
        return true
    }
}

extension MemoryStore: ForeignWriter {
    package func insert(name: String, script: String, priority: Int) async throws -> JobID {
        var job = NewJob(key: nil, name: name, scriptPath: script)
        job.priority = priority
        return state.withLock { $0.insert(job, now: .at(0)) }.id
    }

    package func insert(_ id: JobID, createdAt: Instant) async throws {
        state.withLock { state in
            state.rows[id] = Row(job: Job(id: id, key: nil, name: "", scriptPath: "", status: .pending, createdAt: createdAt))
            state.lastID = max(state.lastID, id.value)
        }
    }

    package func setProgress(_ id: JobID, message: String?, percentage: Int?) async throws {
        state.withLock { $0.rows[id]?.job.progress = Progress(percentage: percentage, message: message) }
    }

    package func setStopRequested(_ id: JobID, _ requested: Bool) async throws {
        state.withLock { $0.rows[id]?.job.stopRequested = requested }
    }

    package func setConcurrency(_ id: JobID, key: String?, limit: Int?) async throws {
        state.withLock { $0.rows[id]?.job.concurrency = key.map { ConcurrencyKey(name: $0, limit: limit ?? 1) } }
    }

    package func setStatus(_ id: JobID, _ status: JobStatus) async throws { state.withLock { $0.rows[id]?.job.status = status } }

    package func delete(_ id: JobID) async throws {
        state.withLock { state in
            state.rows[id] = nil
            state.logs[id] = nil
        }
    }
}
