import Dispatch

/// The thread of one connection: libpq's calls block, and must not do so on the cooperative pool.
final class QueueExecutor: SerialExecutor {
    private let queue = DispatchQueue(label: "yoban.postgres")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
