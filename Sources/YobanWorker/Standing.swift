import Synchronization
import YobanCore

/// What a worker knows of its own place in the store.
final class Standing: Sendable {
    private struct State {
        var session: Int64 = 0
        var doorbell = ""
        /// On the boot clock, before the question was sent: no watcher has seen the beat earlier.
        var renewedAt: Duration = .zero
        var isDraining = false
        var wasRetired = false
        var lastFind: ContinuousClock.Instant?
    }
    private let state = Mutex(State())

    var session: Int64 { state.withLock { $0.session } }
    var doorbell: String { state.withLock { $0.doorbell } }
    var renewedAt: Duration { state.withLock { $0.renewedAt } }
    var isDraining: Bool { state.withLock { $0.isDraining } }
    /// Whether its jobs were ever taken from it.
    var wasRetired: Bool { state.withLock { $0.wasRetired } }

    func doorbell(_ path: String) { state.withLock { $0.doorbell = path } }
    func begin(_ session: Int64, asked: Duration) { state.withLock { ($0.session, $0.renewedAt) = (session, asked) } }
    func retired() { state.withLock { $0.wasRetired = true } }

    /// Returns whether the answer to `isDraining` is new.
    func renewed(asked: Duration, isDraining: Bool) -> Bool {
        state.withLock { state in
            defer { state.isDraining = isDraining }
            state.renewedAt = max(state.renewedAt, asked)
            return state.isDraining != isDraining
        }
    }

    func foundWork() { state.withLock { $0.lastFind = .now } }
    func foundWork(within time: Duration) -> Bool { state.withLock { $0.lastFind.map { .now - $0 < time } ?? false } }
}
