package import YobanCore

extension Attempt {
    /// The columns in the order in which ``init(cells:)`` reads them. `signal` is a word of MariaDB's own, but not behind a table's name.
    package static let columns = """
        id, job_id, number, state, worker_id, host, claimed_ms, started_ms, ended_ms, run_directory, reason, exit_code, attempt.signal,
        message, user_ms, system_ms, peak_memory_bytes, output_bytes, dropped_bytes, survivors, ended_by, processes_left
        """

    package init(cells: inout some CellReader) {
        let id = AttemptID(cells.text() ?? "")
        let job = JobID(cells.integer() ?? 0)
        let number = cells.count()
        let state = cells.text().flatMap { AttemptState(rawValue: $0) } ?? .ended
        let worker = WorkerID(cells.text() ?? "")
        let host = cells.text() ?? ""
        let claimedAt = cells.milliseconds() ?? Instant(milliseconds: 0)
        self.init(id: id, job: job, number: number, state: state, worker: worker, host: host, claimedAt: claimedAt)
        startedAt = cells.milliseconds()
        endedAt = cells.milliseconds()
        runDirectory = cells.text()
        guard let reason = cells.text().flatMap({ Reason(rawValue: $0) }) else { return }
        let exitCode = cells.integer().map { Int($0) }
        let signal = cells.integer().map { Int($0) }
        var outcome = AttemptOutcome(reason: reason, exitCode: exitCode, signal: signal, message: cells.text() ?? "")
        outcome.resources.userMilliseconds = cells.integer() ?? 0
        outcome.resources.systemMilliseconds = cells.integer() ?? 0
        outcome.resources.peakMemoryBytes = cells.integer() ?? 0
        outcome.resources.outputBytes = cells.integer() ?? 0
        outcome.resources.droppedBytes = cells.integer() ?? 0
        outcome.survivors = JSONText.list(from: cells.text())
        outcome.endedBy = cells.text() ?? ""
        outcome.processesLeft = cells.count()
        self.outcome = outcome
    }
}
