/// One run of a job, as recorded.
package struct Attempt: Sendable, Equatable {
    package var id: AttemptID
    package var job: JobID
    /// 1 for the first.
    package var number: Int
    package var state: AttemptState
    package var worker: WorkerID
    package var host: String
    package var claimedAt: Instant
    package var startedAt: Instant?
    package var endedAt: Instant?
    /// Where the run's files are, on `host`.
    package var runDirectory: String?
    package var outcome: AttemptOutcome?

    package init(id: AttemptID, job: JobID, number: Int, state: AttemptState, worker: WorkerID, host: String, claimedAt: Instant) {
        self.id = id
        self.job = job
        self.number = number
        self.state = state
        self.worker = worker
        self.host = host
        self.claimedAt = claimedAt
    }
}

/// Stored as text; the raw values are API.
package enum AttemptState: String, Sendable, CaseIterable {
    /// Taken by a worker, not seen running yet.
    case claimed
    case running
    case ended
    /// Never started, given back free of charge.
    case released
}

/// How an attempt ended, as the shim recorded it at the moment it acted.
package struct AttemptOutcome: Sendable, Equatable {
    package var reason: Reason
    /// Nil when a signal ended the main process or it never started.
    package var exitCode: Int?
    package var signal: Int?
    /// One line for people: what happened. Empty when all went well.
    package var message: String
    package var resources = Resources()
    /// Processes that were still there after the main process had ended, each `pid name`.
    package var survivors: [String] = []
    /// How the tree was ended: `cgroup`, `subreaper`; empty when there was nothing to end.
    package var endedBy: String = ""
    /// Processes that could not be ended.
    package var processesLeft: Int = 0

    package init(reason: Reason, exitCode: Int? = nil, signal: Int? = nil, message: String = "") {
        self.reason = reason
        self.exitCode = exitCode
        self.signal = signal
        self.message = message
    }
}

/// What a run used. Zero where the system could not tell.
package struct Resources: Sendable, Equatable {
    package var userMilliseconds: Int64 = 0
    package var systemMilliseconds: Int64 = 0
    /// The largest resident size of one process of the run.
    package var peakMemoryBytes: Int64 = 0
    package var outputBytes: Int64 = 0
    /// Output that was over the cap, or could not be written.
    package var droppedBytes: Int64 = 0

    package init() {}
}
