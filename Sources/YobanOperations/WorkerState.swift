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

    /// - Parameter isThere: whether the worker's process seems to be there.
    init(_ worker: WorkerRecord, isThere: Bool) {
        if worker.isRetired {
            self = .lost
        } else if !isThere {
            self = .silent
        } else {
            self = worker.isDraining ? .draining : .live
        }
    }

    /// Whether its process is there.
    package var isThere: Bool { self == .live || self == .draining }
}

/// A worker, how it stands, and what it runs.
package struct WorkerStanding: Sendable, Equatable {
    package var record: WorkerRecord
    package var state: WorkerState
    /// The jobs that it runs, by number.
    package var held: [JobID]

    package init(_ record: WorkerRecord, _ state: WorkerState, held: [JobID]) {
        self.record = record
        self.state = state
        self.held = held
    }
}

extension WorkerStanding {
    /// What it takes from, without the queues of its host's own name, which every worker has.
    package var shownQueues: [String] {
        let queues = record.queues.isEmpty ? [Job.defaultQueue] : record.queues
        return queues.filter { !$0.hasSuffix("@" + Placement.label(ofHost: record.host)) }
    }
}
