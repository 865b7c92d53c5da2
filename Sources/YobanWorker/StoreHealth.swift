import Synchronization
import YobanCore

/// Says once that the store fails, and once that it answers again, however many calls notice it.
final class StoreHealth: Sendable {
    private let failing = Mutex(false)
    private let notify: @Sendable (WorkerEvent) -> Void

    init(notify: @escaping @Sendable (WorkerEvent) -> Void) { self.notify = notify }

    func failed(_ error: StoreError) {
        if failing.withLock({ let was = $0; $0 = true; return !was }) { notify(.storeFailed(error)) }
    }

    func works() {
        if failing.withLock({ let was = $0; $0 = false; return was }) { notify(.storeBack) }
    }
}
