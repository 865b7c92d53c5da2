/// What enqueue writes: one row to be.
package struct NewJob: Sendable, Equatable {
    package var key: JobKey?
    package var name: String
    package var scriptPath: String
    package var queue: String = Job.defaultQueue
    package var concurrency: ConcurrencyKey?
    package var priority: Int = 0
    package var maxRetries: Int = 0
    package var timeoutSeconds: Int?
    package var parameters: [String: String] = [:]
    /// Not before this; nil: at once.
    package var runAfter: Instant?
    /// While a job with this key is pending or running, or was made by the same schedule instant, no second one is made.
    package var uniqueKey: String?
    package var submittedBy: String?
    /// Which trace it belongs to; handed on to each of its runs.
    package var trace: TraceParent?

    package init(key: JobKey?, name: String, scriptPath: String) {
        self.key = key
        self.name = name
        self.scriptPath = scriptPath
    }
}

/// What became of one job that was to be enqueued.
package enum Enqueued: Sendable, Equatable {
    case created(JobID)
    /// A job that is not finished has the same unique key: nothing was written.
    case existing(JobID)

    package var id: JobID {
        switch self {
        case .created(let id), .existing(let id): id
        }
    }
}
