import Synchronization
import YobanCore
import YobanWorker

/// How many bytes scripts wrote, kept or not, of the runs that ended at this process's worker.
final class OutputBytes: Sendable {
    /// More definitions than these are counted together.
    private static let mostKeys = 200
    private let sums = Mutex<[JobKey?: Int64]>([:])

    func note(_ event: WorkerEvent) {
        switch event {
        case .completed(let job, let outcome, _), .failed(let job, let outcome, _), .stopped(let job, let outcome, _):
            sums.withLock { sums in
                let key = sums[job.key] != nil || sums.count < Self.mostKeys ? job.key : nil
                sums[key, default: 0] += outcome.resources.outputBytes
            }
        default: break
        }
    }

    /// By key; what has none, or was one too many, under nil.
    var all: [JobKey?: Int64] { sums.withLock { $0 } }
}
