import Synchronization
package import YobanCore

/// Says once that the store fails, and once that it answers again, however many calls notice it; and lets it rest in between.
package final class StoreHealth: Sendable {
    private struct State {
        var failures = 0
        var restsUntil: ContinuousClock.Instant?
        /// When it answered again for the first time after it had failed.
        var backAt: ContinuousClock.Instant?
    }
    private let state = Mutex(State())
    private let notify: @Sendable (WorkerEvent) -> Void

    private static let shortestRest: Duration = .milliseconds(250)
    private static let longestRest: Duration = .seconds(5)

    package init(notify: @escaping @Sendable (WorkerEvent) -> Void) { self.notify = notify }

    /// Whether what can wait should be asked now. After each failure it can wait longer, each worker differently: a server that has just
    /// come back is not met by all of them at once.
    var mayAsk: Bool { state.withLock { $0.restsUntil.map { .now >= $0 } ?? true } }

    /// `asked`: when the call began. A call that was under way when the store came back may end late, with the trouble that is over.
    package func failed(_ error: StoreError, asked: ContinuousClock.Instant) {
        // Our own stop, not the store's trouble.
        guard error.code != .interrupted else { return }
        let isNew = state.withLock { state in
            if let back = state.backAt, asked < back { return false }
            // Many calls may fail of one cause.
            if let rests = state.restsUntil, .now < rests { return false }
            let rest = min(Self.shortestRest * (1 << min(state.failures, 10)), Self.longestRest)
            state.failures += 1
            state.restsUntil = .now + rest * Double.random(in: 0.5...1)
            return state.failures == 1
        }
        if isNew { notify(.storeFailed(error)) }
    }

    package func works() {
        let wasFailing = state.withLock { state in
            guard state.failures > 0 else { return false }
            state = State(backAt: .now)
            return true
        }
        if wasFailing { notify(.storeBack) }
    }
}
