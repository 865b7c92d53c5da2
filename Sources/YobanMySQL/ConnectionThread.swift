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
        let bell = Bell()

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
        inbox.bell.ring()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedSerialExecutor()
        inbox.state.withLock { state in
            state.executor = executor
            state.jobs.append(job)
        }
        inbox.bell.ring()
    }
}

/// Counts its rings: each `wait` that returns has used up one.
private final class Bell: Sendable {
    nonisolated(unsafe) private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)  // made for many threads by the C library

    init() { sem_init(semaphore, 0, 0) }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func ring() { sem_post(semaphore) }

    func wait() {
        while sem_wait(semaphore) != 0 && errno == EINTR {}
    }
}
