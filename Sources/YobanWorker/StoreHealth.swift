import Synchronization
import YobanCore

/// Says once that the store fails, and once that it answers again, however many calls notice it.
final class StoreHealth: Sendable {
    private let isFailing = Mutex(false)
    private let notify: @Sendable (WorkerEvent) -> Void

    init(notify: @escaping @Sendable (WorkerEvent) -> Void) { self.notify = notify }

    func failed(_ error: StoreError) {
        // Our own stop, not the store's trouble.
        guard error.code != .interrupted else { return }
        if set(true) { notify(.storeFailed(error)) }
    }

    func works() {
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
