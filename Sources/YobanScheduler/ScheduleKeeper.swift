package import YobanCore

/// Turns schedules into jobs.
///
/// A planned instant is fired once, by a compare-and-set on the schedule's place in the store, whatever clocks and restarts do. Instants
/// that were missed while nobody kept the schedule are caught up by one job, for the latest of them. A schedule that is new, or whose
/// expression was changed, begins now: it never fires for the past.
package struct ScheduleKeeper: Sendable {
    let store: any JobStore
    let catalogue: @Sendable () -> Catalogue
    let zone: TimeZoneRules
    let now: Now
    /// Called after jobs were queued, with the definition and the planned instant.
    let fired: @Sendable (JobKey, Instant, Enqueued) -> Void
    let failed: @Sendable (StoreError) -> Void

    /// The longest sleep, so that a clock that was set is noticed.
    static let interval: Duration = .seconds(30)

    package init(
        store: any JobStore, catalogue: @escaping @Sendable () -> Catalogue, zone: TimeZoneRules, now: @escaping Now,
        fired: @escaping @Sendable (JobKey, Instant, Enqueued) -> Void, failed: @escaping @Sendable (StoreError) -> Void
    ) {
        self.store = store
        self.catalogue = catalogue
        self.zone = zone
        self.now = now
        self.fired = fired
        self.failed = failed
    }

    /// Keeps the schedules until the task is cancelled.
    package func run() async {
        while !Task.isCancelled {
            let wait = await step()
            try? await Task.sleep(for: wait)
        }
    }

    /// Fires what is due. Returns how long to wait for the next.
    func step() async -> Duration {
        let definitions = catalogue().definitions
        // The catalogue was checked when it was loaded: an expression that can't be read isn't in it.
        let schedules = definitions.compactMap { definition in
            definition.schedule.flatMap { try? CronExpression($0) }.map { (definition, $0) }
        }
        guard !schedules.isEmpty else { return Self.interval }
        let now = now()
        do {
            let expressions = Dictionary(uniqueKeysWithValues: schedules.map { ($0.0.key, $0.1.description) })
            let places = try await store.schedules(expressions, now: now)
            for (definition, cron) in schedules {
                guard let last = places[definition.key], let planned = cron.latest(after: last, upTo: now, in: zone) else { continue }
                var job = NewJob(definition, parameters: [:])
                job.submittedBy = "schedule"
                job.uniqueKey = PlannedKey(key: definition.key, planned: planned).uniqueKey
                if let enqueued = try await store.fire(definition.key, planned: planned, after: last, job: job, now: now) {
                    fired(definition.key, planned, enqueued)
                }
            }
        } catch {
            failed(error)
            return Self.interval
        }
        let next = schedules.compactMap { $0.1.next(after: now, in: zone) }.min()
        return next.map { min(max($0 - self.now(), .milliseconds(1)), Self.interval) } ?? Self.interval
    }
}
