import CLinux
import Glibc
import Synchronization

/// One thread that does the work of a `RunHost` and watches its descriptors: blocking file calls stay off the cooperative pool, and
/// a hundred running scripts cost nothing until one says something.
final class RunThread: SerialExecutor {
    private struct Inbox {
        var jobs: [UnownedJob] = []
        var isClosed = false
        var onReady: (@Sendable (Int32) -> Void)?
        var thread: pthread_t?
    }

    private let inbox = Mutex(Inbox())
    private let epoll = cl_epoll_create()
    private let bell = cl_bell_create()

    init() {
        watch(bell)
        let box = Unmanaged.passRetained(self)
        var thread = pthread_t()
        let failure = pthread_create(
            &thread, nil,
            { box in
                Unmanaged<RunThread>.fromOpaque(box!).takeRetainedValue().loop()
                return nil
            }, box.toOpaque())
        precondition(failure == 0, "no thread")
    }

    /// Called on the thread for each descriptor that has something to read, or ended.
    func onReady(_ action: @escaping @Sendable (Int32) -> Void) { inbox.withLock { $0.onReady = action } }

    func watch(_ fd: Int32) { _ = cl_epoll_add(epoll, fd) }

    /// Ends the watch and closes. Closing alone would not do: a process that is just being started holds a copy for a moment.
    func closeWatched(_ fd: Int32) {
        _ = cl_epoll_remove(epoll, fd)
        Glibc.close(fd)
    }

    /// Ends the thread when what is queued is done.
    func close() {
        inbox.withLock { $0.isClosed = true }
        cl_bell_ring(bell)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isFirst = inbox.withLock {
            $0.jobs.append(job)
            return $0.jobs.count == 1
        }
        if isFirst { cl_bell_ring(bell) }
    }

    func checkIsolated() { precondition(isIsolatingCurrentContext() == true, "not on the run thread") }

    func isIsolatingCurrentContext() -> Bool? { inbox.withLock { $0.thread.map { pthread_equal($0, pthread_self()) != 0 } ?? false } }

    private func loop() {
        inbox.withLock { $0.thread = pthread_self() }
        var ready = [Int32](repeating: 0, count: 64)
        while true {
            let count = cl_epoll_wait(epoll, &ready, Int32(ready.count))
            for fd in ready.prefix(Int(max(count, 0))) {
                if fd == bell { cl_bell_clear(bell) } else { inbox.withLock(\.onReady)?(fd) }
            }
            if work() { break }
        }
        Glibc.close(bell)
        Glibc.close(epoll)
    }

    /// Does what is queued. Returns whether that was the end.
    private func work() -> Bool {
        while true {
            let (jobs, isClosed) = inbox.withLock { inbox in
                defer { inbox.jobs.removeAll() }
                return (inbox.jobs, inbox.isClosed)
            }
            for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
            if jobs.isEmpty { return isClosed }
        }
    }
}
