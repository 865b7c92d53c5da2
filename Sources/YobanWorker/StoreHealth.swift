import Synchronization
package import YobanCore

/// Says once that the store fails, and once that it answers again, however many calls notice it.
package final class StoreHealth: Sendable {
    private let isFailing = Mutex(false)
    private let notify: @Sendable (WorkerEvent) -> Void

    package init(notify: @escaping @Sendable (WorkerEvent) -> Void) { self.notify = notify }

    package func failed(_ error: StoreError) {
        // Our own stop, not the store's trouble.
        guard error.code != .interrupted else { return }
        if set(true) { notify(.storeFailed(error)) }
    }

    package func works() {
        if set(false) { notify(.storeBack) }
    }

    /// Whether that is new.
    private func set(_ fails: Bool) -> Bool {
        isFailing.withLock { isFailing in
            defer { isFailing = fails }
            return isFailing != fails
        }
    }
}
