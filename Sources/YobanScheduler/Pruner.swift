package import YobanCore

/// Removes finished jobs that are older than the catalogue's `keep`, a few hundred at a time.
package struct Pruner: Sendable {
    let store: any JobStore
    let keep: Duration
    let now: Now
    /// Called before each round with the instant; the run directories that are older go with the rows.
    let pruneRuns: @Sendable (Instant) async -> Void
    let failed: @Sendable (StoreError, _ asked: ContinuousClock.Instant) -> Void

    /// Small enough that a writer never waits long for it.
    static let chunk = 500
    static let interval: Duration = .seconds(3600)

    package init(
        store: any JobStore, keep: Duration, now: @escaping Now, pruneRuns: @escaping @Sendable (Instant) async -> Void,
        failed: @escaping @Sendable (StoreError, _ asked: ContinuousClock.Instant) -> Void
    ) {
        self.store = store
        self.keep = keep
        self.now = now
        self.pruneRuns = pruneRuns
        self.failed = failed
    }

    /// Prunes once an hour until the task is cancelled.
    package func run() async {
        while !Task.isCancelled {
            await round()
            try? await Task.sleep(for: Self.interval)
        }
    }

    /// Removes all that is too old, with a pause between chunks. Ends when the task is cancelled.
    func round() async {
        let before = now() - keep
        await pruneRuns(before)
        var asked = ContinuousClock.now
        do throws(StoreError) {
            while !Task.isCancelled, try await store.prune(finishedBefore: before, limit: Self.chunk) == Self.chunk {
                try? await Task.sleep(for: .milliseconds(50))
                asked = .now
            }
        } catch {
            if error.code != .interrupted { failed(error, asked) }
        }
    }
}
