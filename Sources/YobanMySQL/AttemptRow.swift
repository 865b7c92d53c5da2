import YobanCore

extension Attempt {
    /// The columns in the order in which ``init(_:)`` reads them.
    static let columns = """
        id, job_id, number, state, worker_id, host, claimed_ms, started_ms, ended_ms, run_directory, reason, exit_code, `signal`, message,
        user_ms, system_ms, peak_memory_bytes, output_bytes, dropped_bytes, survivors, ended_by, processes_left
        """

    init(_ cells: inout Cells) {
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

extension WorkerRecord {
    /// The columns in the order in which ``init(_:)`` reads them.
    static let columns = "id, host, pid, session, beat, slots, boot_id, doorbell, version, seen_ms, queues, lease_ms, draining, retired"

    init(_ cells: inout Cells) {
        self.init(
            id: WorkerID(cells.text() ?? ""), host: cells.text() ?? "", pid: Int32(clamping: cells.integer() ?? 0),
            session: cells.integer() ?? 0, beat: cells.integer() ?? 0, slots: cells.count(), bootID: cells.text() ?? "",
            doorbell: cells.text() ?? "", version: cells.text() ?? "", seenAt: cells.milliseconds() ?? Instant(milliseconds: 0))
        queues = Self.queues(from: cells.text() ?? "")
        lease = .milliseconds(cells.integer() ?? 0)
        isDraining = cells.flag()
        isRetired = cells.flag()
    }

    private static func queues(from text: String) -> [String] { text.split(separator: "\n").map(String.init) }

    var queuesText: String { queues.joined(separator: "\n") }
}
