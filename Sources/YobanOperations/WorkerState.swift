package import YobanCore

/// How a worker stands, for people. The raw value is what the API shows.
package enum WorkerState: String, Sendable {
    case live
    /// Takes no new job.
    case draining
    /// It has not been heard of for a while.
    case silent
    /// It was declared dead.
    case lost

    /// - Parameter isThere: whether the worker's process seems to be there, by what can be seen from this host.
    package init(_ worker: WorkerRecord, isThere: Bool) {
        if worker.isRetired {
            self = .lost
        } else if !isThere {
            self = .silent
        } else {
            self = worker.isDraining ? .draining : .live
        }
    }
}
