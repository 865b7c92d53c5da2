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
    let failed: @Sendable (StoreError, _ asked: ContinuousClock.Instant) -> Void

    /// The longest sleep: after it a clock that was set, and a catalogue that was read anew, are noticed.
    static let interval: Duration = .seconds(5)

    package init(
        store: any JobStore, catalogue: @escaping @Sendable () -> Catalogue, zone: TimeZoneRules, now: @escaping Now,
        fired: @escaping @Sendable (JobKey, Instant, Enqueued) -> Void,
        failed: @escaping @Sendable (StoreError, _ asked: ContinuousClock.Instant) -> Void
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
        // The catalogue was checked when it was loaded: an expression that can't be read isn't in it.
        let schedules = catalogue().definitions.compactMap { definition in
            definition.schedule.flatMap { try? CronExpression($0) }.map { (definition, cron: $0) }
        }
        guard !schedules.isEmpty else { return Self.interval }
        let now = now()
        let asked = ContinuousClock.now
        do throws(StoreError) {
            let expressions = Dictionary(schedules.map { ($0.0.key, $0.cron.description) }, uniquingKeysWith: { first, _ in first })
            let places = try await store.schedules(expressions, now: now)
            for (definition, cron) in schedules {
                guard let last = places[definition.key], let planned = cron.latest(after: last, upTo: now, in: zone) else { continue }
                await fire(definition, planned: planned, after: last, now: now)
            }
        } catch {
            if error.code != .interrupted { failed(error, asked) }
            return Self.interval
        }
        let next = schedules.compactMap { $0.cron.next(after: now, in: zone) }.min()
        return next.map { min(max($0 - self.now(), .milliseconds(1)), Self.interval) } ?? Self.interval
    }

    /// What fails here is tried again at the next step, and keeps no other schedule waiting.
    private func fire(_ definition: JobDefinition, planned: Instant, after last: Instant, now: Instant) async {
        var job = NewJob(definition, parameters: [:])
        job.submittedBy = "schedule"
        job.uniqueKey = PlannedKey(key: definition.key, planned: planned).uniqueKey
        let asked = ContinuousClock.now
        do throws(StoreError) {
            if let enqueued = try await store.fire(definition.key, planned: planned, after: last, job: job, now: now) {
                fired(definition.key, planned, enqueued)
            }
        } catch {
            if error.code != .interrupted { failed(error, asked) }
        }
    }
}
