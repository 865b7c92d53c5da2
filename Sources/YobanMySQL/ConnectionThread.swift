import Dispatch
import Glibc
import Synchronization

/// One thread for one connection: libmariadb blocks, and blocking calls must stay off the cooperative pool.
final class ConnectionThread: SerialExecutor {
    /// What the thread itself keeps alive; it must not keep the executor, which ends it.
    private final class Inbox: Sendable {
        struct State {
            var jobs: [UnownedJob] = []
            var executor: UnownedSerialExecutor?
            var isClosed = false
        }

        let state = Mutex(State())
        /// Counts its signals: each wait that returns has used up one.
        let bell = DispatchSemaphore(value: 0)

        func loop() {
            while true {
                bell.wait()
                let (jobs, executor, isClosed) = state.withLock { state in
                    defer { state.jobs.removeAll() }
                    return (state.jobs, state.executor, state.isClosed)
                }
                if let executor { for job in jobs { job.runSynchronously(on: executor) } }
                if isClosed && jobs.isEmpty { return }
            }
        }
    }

    private let inbox = Inbox()

    init() {
        let box = Unmanaged.passRetained(inbox)
        var thread = pthread_t()
        let failure = pthread_create(
            &thread, nil,
            { box in
                if let box { Unmanaged<Inbox>.fromOpaque(box).takeRetainedValue().loop() }
                return nil
            }, box.toOpaque())
        precondition(failure == 0, "no thread")
        pthread_detach(thread)
    }

    deinit {
        inbox.state.withLock { $0.isClosed = true }
        inbox.bell.signal()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedSerialExecutor()
        inbox.state.withLock { state in
            state.executor = executor
            state.jobs.append(job)
        }
        inbox.bell.signal()
    }
}
