package import YobanCore

/// Makes due jobs ready: retries whose wait is over, and jobs that were queued for later.
///
/// Every step is a compare-and-set in the store, so several promoters do no harm.
package struct Promoter: Sendable {
    let store: any JobStore
    let now: Now
    /// How often to look when nothing is known to be due sooner.
    let interval: Duration
    /// Called after jobs became ready.
    let promoted: @Sendable () -> Void
    /// Called after each look that the store answered.
    let answered: @Sendable () -> Void
    let failed: @Sendable (StoreError, _ asked: ContinuousClock.Instant) -> Void

    package init(
        store: any JobStore, interval: Duration, now: @escaping Now, promoted: @escaping @Sendable () -> Void,
        answered: @escaping @Sendable () -> Void = {}, failed: @escaping @Sendable (StoreError, _ asked: ContinuousClock.Instant) -> Void
    ) {
        self.store = store
        self.interval = interval
        self.now = now
        self.promoted = promoted
        self.answered = answered
        self.failed = failed
    }

    /// Promotes until the task is cancelled.
    package func run() async {
        while !Task.isCancelled {
            let wait = await step()
            try? await Task.sleep(for: wait)
        }
    }

    /// One look. Returns how long to wait for the next.
    func step() async -> Duration {
        let asked = ContinuousClock.now
        do {
            let promotion = try await store.promote(now: now())
            answered()
            if promotion.promoted > 0 { promoted() }
            guard let due = promotion.nextDue else { return interval }
            return min(max(due - now(), .milliseconds(1)), interval)
        } catch {
            if error.code != .interrupted { failed(error, asked) }
            return interval
        }
    }
}
