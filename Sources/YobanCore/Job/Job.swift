/// A row of `batch_job_queue` as it stands: what the table says, also when another program wrote it.
package struct Job: Sendable, Equatable {
    package var id: JobID
    /// The definition the row names, or nil for a row of another program (only `script_path`).
    package var key: JobKey?
    /// The display name.
    package var name: String
    package var scriptPath: String
    package var status: JobStatus
    package var reason: Reason?
    package var hold: Hold?
    package var queue: String = Job.defaultQueue
    package var concurrency: ConcurrencyKey?
    /// Larger is more urgent.
    package var priority: Int = 0
    package var createdAt: Instant
    package var startedAt: Instant?
    package var completedAt: Instant?
    /// For `hold == .time`: not before this.
    package var runAfter: Instant?
    package var errorMessage: String?
    package var progress = Progress()
    /// Failed attempts so far.
    package var retryCount: Int = 0
    package var maxRetries: Int = 0
    package var lostCount: Int = 0
    /// Claims so far; the number of the newest attempt.
    package var attemptNumber: Int = 0
    package var stopRequested: Bool = false
    /// Nil: the definition's, else the worker's default.
    package var timeoutSeconds: Int?
    package var parameters: [String: String] = [:]
    /// The row's parameters could not be read (another program wrote them): the job must be denied, never run without them.
    package var hasUnreadableParameters: Bool = false
    package var uniqueKey: String?
    package var submittedBy: String?
    package var worker: WorkerID?

    /// Where the row says that it may run.
    package var placement: Placement { Placement(queue: queue, concurrency: concurrency) }

    /// When it finished, or was created where another program did not say when; nil for what is not finished.
    package var finishedAt: Instant? { status.isFinished ? completedAt ?? createdAt : nil }

    package static let defaultQueue = "default"

    package init(id: JobID, key: JobKey?, name: String, scriptPath: String, status: JobStatus, createdAt: Instant) {
        self.id = id
        self.key = key
        self.name = name
        self.scriptPath = scriptPath
        self.status = status
        self.createdAt = createdAt
    }
}
