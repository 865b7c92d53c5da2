import Synchronization

/// A value that comes once, and those who wait for it.
final class OneShot<Value: Sendable>: Sendable {
    private struct State {
        var value: Value?
        var isAbandoned = false
        var waiters: [AsyncStream<Value>.Continuation] = []
    }

    private let state = Mutex(State())

    /// Sets the value; later ones are ignored.
    func set(_ value: Value) {
        let waiters = state.withLock { state in
            if state.value == nil { state.value = value }
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters {
            waiter.yield(value)
            waiter.finish()
        }
    }

    /// The value will not come any more: whoever waits, or will wait, is told as if they had been cancelled.
    func abandon() {
        let waiters = state.withLock { state in
            state.isAbandoned = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.finish() }
    }

    var hasValue: Bool { state.withLock { $0.value != nil } }

    /// Waits for it; ends early when the task is cancelled or the value abandoned.
    var value: Value {
        get async throws(CancellationError) {
            let (stream, waiter) = AsyncStream.makeStream(of: Value.self, bufferingPolicy: .bufferingNewest(1))
            let known = state.withLock { state in
                if state.value == nil {
                    if state.isAbandoned { waiter.finish() } else { state.waiters.append(waiter) }
                }
                return state.value
            }
            if let known { return known }
            for await value in stream { return value }
            throw CancellationError()
        }
    }
}
