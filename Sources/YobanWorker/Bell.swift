import Synchronization

/// Wakes one waiting task. A ring while nobody waits is kept: the next wait returns at once. Rings don't add up.
package final class Bell: Sendable {
    private struct State {
        var rung = false
        var waiter: CheckedContinuation<Void, Never>?
    }
    private let state = Mutex(State())

    package init() {}

    /// Safe from any thread.
    package func ring() {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            defer { state.waiter = nil }
            if state.waiter == nil { state.rung = true }
            return state.waiter
        }
        waiter?.resume()
    }

    /// Returns at the next ring, or when the task is cancelled. Only one task may wait at a time.
    package func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isRung = state.withLock { state -> Bool in
                    if state.rung || Task.isCancelled {
                        state.rung = false
                        return true
                    }
                    state.waiter = continuation
                    return false
                }
                if isRung { continuation.resume() }
            }
        } onCancel: {
            ring()
        }
    }
}

/// Rings a bell until cancelled, each time after the interval of then: the safety net for every wake-up that may get lost.
func ring(_ bell: Bell, every interval: @Sendable () -> Duration) async {
    while !Task.isCancelled {
        try? await Task.sleep(for: interval())
        bell.ring()
    }
}
