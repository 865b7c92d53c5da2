package import YobanCore

/// What happened in a stretch of time, and what is still to come in it.
package struct Night: Sendable {
    /// An instant at which a schedule queues a job.
    package struct Planned: Sendable, Equatable {
        package let key: JobKey
        package let at: Instant

        package init(key: JobKey, at: Instant) {
            self.key = key
            self.at = at
        }
    }

    package let start: Instant
    package let end: Instant
    /// Those that had begun, or were due, before its end, and have not finished before its start; by when they started, or were queued.
    package var jobs: [Job]
    /// Still to come, in order.
    package var planned: [Planned]
    /// Past, and no job was queued for them, in order.
    package var missed: [Planned]
    /// Whether all jobs were read.
    package var isComplete: Bool

    package func count(_ status: JobStatus) -> Int { jobs.count { $0.status == status } }

    /// Of the definitions that it knows of, each once.
    package var keys: [JobKey] { Set(jobs.compactMap(\.key) + (planned + missed).map(\.key)).sorted() }

    /// Failed jobs whose definition has not completed another one since, each definition's newest.
    ///
    /// - Parameter newest: jobs of the definitions, among them those that came after the night.
    package func openFailures(_ newest: [JobKey: [Job]] = [:]) -> [Job] {
        var last: [JobKey: Job] = [:]
        var others: [Job] = []
        for job in jobs where job.status.isFinished {
            guard let key = job.key else {
                if job.status == .failed { others.append(job) }
                continue
            }
            if job.status != .stopped, last[key].map({ $0.ended <= job.ended }) ?? true { last[key] = job }
        }
        let open = last.filter { key, failed in
            failed.status == .failed && !(newest[key] ?? []).contains { $0.status == .completed && $0.ended > failed.ended }
        }
        return (open.values + others).sorted { $0.id < $1.id }
    }

    /// What of it lies in a part of it.
    package func part(from start: Instant, until end: Instant, now: Instant) -> Night {
        let hours = start..<end
        return Night(
            start: start, end: end, jobs: jobs.filter { $0.begins < end && ($0.finishedAt ?? now) >= start },
            planned: planned.filter { hours.contains($0.at) }, missed: missed.filter { hours.contains($0.at) }, isComplete: isComplete)
    }
}

extension Job {
    /// Since when a night counts it: one that was tried before began with that, however late the next attempt is.
    fileprivate var begins: Instant {
        if attemptNumber > (status == .pending ? 0 : 1) { return createdAt }
        return status == .pending ? runAfter ?? createdAt : startedAt ?? createdAt
    }

    fileprivate var ended: Instant { finishedAt ?? createdAt }
}

extension Operations {
    /// Jobs of a night that are read at most.
    package static let mostInNight = 2000
    /// So long after a night jobs of it are looked for among what finished then, and so many at most.
    private static let overrun = (time: Duration.seconds(9 * 3600), jobs: 1000)

    /// A stretch of time as it looks now.
    ///
    /// - Parameter zone: of the clocks that schedules go by.
    package func night(from start: Instant, until end: Instant, in zone: TimeZoneRules) async throws(OperationError) -> Night {
        try require(.jobsRead)
        let now = now()
        var isComplete = true
        var found: [Job] = []
        // In the order in which a job goes through them, so that none is missed on its way.
        if start <= now {
            for status in [JobStatus.pending, .running] {
                var filter = JobFilter()
                filter.statuses = [status]
                filter.limit = Self.mostInNight + 1
                let open = try await self.jobs(filter)
                isComplete = isComplete && open.count <= Self.mostInNight
                found += open.prefix(Self.mostInNight).filter { $0.begins < end }
            }
        }
        let finished = try await self.finished(from: start, until: end, most: Self.mostInNight)
        isComplete = isComplete && finished.isComplete
        found += finished.jobs
        if isComplete, end <= now {
            found += try await self.finished(from: end, until: end + Self.overrun.time, most: Self.overrun.jobs).jobs.filter {
                $0.begins < end
            }
        }
        let jobs = Dictionary(found.map { ($0.id, $0) }) { $1 }.values.sorted {
            ($0.startedAt ?? $0.createdAt, $0.id) < ($1.startedAt ?? $1.createdAt, $1.id)
        }
        let queued = Set(jobs.compactMap(\.uniqueKey))
        var night = Night(start: start, end: end, jobs: jobs, planned: [], missed: [], isComplete: isComplete)
        for schedule in try schedules() {
            let definition = schedule.definition
            var past: [Night.Planned] = []
            for at in schedule.times(from: start, until: end, in: zone) {
                let planned = Night.Planned(key: definition.key, at: at)
                if queued.contains(PlannedKey(key: definition.key, planned: at).uniqueKey) { continue }
                if at > now {
                    night.planned.append(planned)
                } else if now - at > definition.missedAfter {
                    past.append(planned)
                }
            }
            night.missed += try await missed(of: past)
        }
        night.planned.sort { ($0.at, $0.key) < ($1.at, $1.key) }
        night.missed.sort { ($0.at, $0.key) < ($1.at, $1.key) }
        return night
    }

    /// Those that no job was queued for, although the schedule was there before. `planned` is of one definition. Of what lies further
    /// back than its newest jobs nothing is said.
    private func missed(of planned: [Night.Planned]) async throws(OperationError) -> [Night.Planned] {
        guard let key = planned.first?.key else { return [] }
        var filter = JobFilter()
        filter.keyGlob = key.value
        filter.limit = 200
        let queued = try await jobs(filter).compactMap { $0.uniqueKey.flatMap(PlannedKey.init)?.planned }
        guard let first = queued.min() else { return [] }
        return planned.filter { $0.at > first && !queued.contains($0.at) }
    }

    private func finished(from start: Instant, until end: Instant, most: Int) async throws(OperationError) -> (
        jobs: [Job], isComplete: Bool
    ) {
        var jobs: [Job] = []
        var (place, after): (Instant, JobID?) = (start, nil)
        while jobs.count < most {
            let (from, behind) = (place, after)
            let page = try await storing { () async throws(StoreError) in try await store.finished(since: from, after: behind, limit: 500) }
            jobs += page.prefix { ($0.finishedAt ?? end) < end }.filter { principal.sees($0.key) }
            guard page.count == 500, let last = page.last, let finishedAt = last.finishedAt, finishedAt < end else { return (jobs, true) }
            (place, after) = (finishedAt, last.id)
        }
        return (jobs, false)
    }
}

extension Schedule {
    /// Its instants in a stretch of time, in order.
    package func times(from start: Instant, until end: Instant, in zone: TimeZoneRules, most: Int = 500) -> [Instant] {
        var times: [Instant] = []
        var last = start - .milliseconds(1)
        while times.count < most, let next = next(after: last, in: zone), next < end {
            times.append(next)
            last = next
        }
        return times
    }
}
