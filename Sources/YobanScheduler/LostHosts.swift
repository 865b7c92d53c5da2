package import YobanCore

/// Watches the beats of all workers, and takes the jobs of those whose lease is over.
///
/// What is decided comes from this watcher's own readings on its own clock (``LeaseWatch``); what is done is a compare-and-set, so that
/// several watchers do no harm. A watcher that is interrupted between the two leaves a retired worker that still holds jobs: the next
/// reading, of whatever watcher, finishes it.
package struct LostHosts: Sendable {
    let store: any JobStore
    let catalogue: @Sendable () -> Catalogue
    let language: Language
    let now: Now
    /// A clock of this machine that never jumps and counts the time asleep (CLOCK_BOOTTIME).
    let bootTime: @Sendable () -> Duration
    /// Called when a worker's jobs were taken from it, with what became of each.
    let lost: @Sendable (WorkerRecord, [Settlement]) -> Void
    let failed: @Sendable (StoreError, _ asked: ContinuousClock.Instant) -> Void

    /// The longest time between two readings.
    static let interval: Duration = .seconds(10)
    private static let shortest: Duration = .milliseconds(100)
    /// Twice the longest heartbeat that can be set.
    private static let longestReturn: Duration = .seconds(600)
    private static let afterTrouble: Duration = .seconds(2)

    package init(
        store: any JobStore, catalogue: @escaping @Sendable () -> Catalogue, language: Language, now: @escaping Now,
        bootTime: @escaping @Sendable () -> Duration, lost: @escaping @Sendable (WorkerRecord, [Settlement]) -> Void,
        failed: @escaping @Sendable (StoreError, _ asked: ContinuousClock.Instant) -> Void
    ) {
        self.store = store
        self.catalogue = catalogue
        self.language = language
        self.now = now
        self.bootTime = bootTime
        self.lost = lost
        self.failed = failed
    }

    /// What this watcher has seen so far.
    struct Sights {
        var leases = LeaseWatch()
        /// Since when a worker stands retired, in which session.
        var retired: [WorkerID: (session: Int64, since: Duration)] = [:]
    }

    /// Watches until the task is cancelled.
    package func run() async {
        var sights = Sights()
        while !Task.isCancelled {
            let wait = await step(&sights)
            try? await Task.sleep(for: wait)
        }
    }

    /// One reading. Returns how long to wait for the next: often enough for the shortest lease there is.
    func step(_ sights: inout Sights) async -> Duration {
        let asked = ContinuousClock.now
        do throws(StoreError) {
            let workers = try await store.workers()
            // The time of the answer: a beat that it shows was not written later.
            let time = bootTime()
            for worker in sights.leases.read(workers, at: time) { await take(worker) }
            for worker in longRetired(workers, &sights, at: time) { await finish(worker) }
            let pace = workers.filter { !$0.isRetired }.map { $0.lease / 4 }.min() ?? Self.interval
            return max(Self.shortest, min(Self.interval, pace))
        } catch {
            if error.code != .interrupted { failed(error, asked) }
            return Self.afterTrouble
        }
    }

    /// Retired workers that had time to come back. One that lives beats at least four times a lease and registers anew, and what it may have
    /// claimed before it knew is its own.
    private func longRetired(_ workers: [WorkerRecord], _ sights: inout Sights, at time: Duration) -> [WorkerRecord] {
        let known = sights.retired
        sights.retired = [:]
        return workers.filter { worker in
            guard worker.isRetired else { return false }
            let old = known[worker.id].flatMap { $0.session == worker.session ? $0 : nil }
            sights.retired[worker.id] = old ?? (worker.session, time)
            return old.map { time - $0.since >= min(worker.lease / 2, Self.longestReturn) } ?? false
        }
    }

    private var lostWorker: LostWorker { LostWorker(store: store, catalogue: catalogue(), language: language, now: now) }

    private func take(_ worker: WorkerRecord) async {
        let asked = ContinuousClock.now
        do throws(StoreError) {
            if let settled = try await lostWorker.retire(worker, .silent) { lost(worker, settled) }
        } catch {
            if error.code != .interrupted { failed(error, asked) }
        }
    }

    /// What was begun by somebody and not brought to its end.
    private func finish(_ worker: WorkerRecord) async {
        let asked = ContinuousClock.now
        do throws(StoreError) {
            let settled = try await lostWorker.settleAll(of: worker, .silent)
            if !settled.isEmpty { lost(worker, settled) }
        } catch {
            if error.code != .interrupted { failed(error, asked) }
        }
    }
}
