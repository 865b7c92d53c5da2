import Synchronization
package import YobanCore

extension Job {
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

extension MemoryStore: ForeignWriter {
    package func insert(name: String, script: String, priority: Int) async throws -> JobID {
        var job = NewJob(key: nil, name: name, scriptPath: script)
        job.priority = priority
        return state.withLock { $0.insert(job, now: .at(0)) }.id
    }

    package func setProgress(_ id: JobID, message: String?, percentage: Int?) async throws {
        state.withLock { $0.rows[id]?.job.progress = Progress(percentage: percentage, message: message) }
    }

    package func setStopRequested(_ id: JobID, _ requested: Bool) async throws {
        state.withLock { $0.rows[id]?.job.stopRequested = requested }
    }
}
