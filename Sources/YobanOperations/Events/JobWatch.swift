package import YobanCore

/// Sees what happens to jobs by looking at the store again and again. A value: nobody pays for one that nobody asks.
///
/// No end is left out that is dated within ``FinishedJobs/overlap`` of when it can be seen, nor that of a job that was seen to run. What
/// lies between two looks may be.
package struct JobWatch: Sendable {
    private var new: NewJobs
    private var finished: FinishedJobs
    /// By number, as they were seen last.
    private var runs: [JobID: Job]
    /// Jobs that failed by a loss: what their run brings later is dated as it ended. Which end was told, and how long they are looked for.
    private var lost: [JobID: (end: Instant, until: Instant)] = [:]

    /// How many rows of each kind one look takes, about.
    private static let most = 1000
    private static let lossesAreLookedFor: Duration = .seconds(3600)

    /// Begins now: what was before is not told.
    package init(_ store: any JobStore, now: Instant) async throws(StoreError) {
        new = NewJobs(after: try await store.newestJob() ?? JobID(0))
        var finished = FinishedJobs(from: now - FinishedJobs.overlap)
        repeat { _ = try await finished.next(store, limit: Self.most, now: now) } while finished.isBehind
        self.finished = finished
        runs = Dictionary(uniqueKeysWithValues: try await Self.running(store).map { ($0.id, $0) })
    }

    /// The jobs that ran at the last look.
    package var running: [Job] { runs.values.sorted { $0.id < $1.id } }

    /// Whoever was told everything until now goes on from here.
    package var cursor: EventCursor {
        EventCursor(newest: new.newest, at: finished.lookedAt, watched: Array(runs.keys) + Array(lost.keys))
    }

    /// What happened since the last look: of one job in the order in which it happened. Where it throws, it is as if it had not looked.
    package mutating func look(_ store: any JobStore, now: Instant) async throws(StoreError) -> [JobEvent] {
        var next = self
        let created = try await next.new.next(store, limit: Self.most, now: now)
        var ended = try await next.finished.next(store, limit: Self.most, now: now)
        var events = created.map { JobEvent(.created, $0) }
        let running = try await Self.running(store)
        events += next.follow(running)
        for job in try await next.missed(store, running: Set(running.map(\.id)), ended: Set(ended.map(\.id)), now: now) {
            switch job.status {
            case .pending:
                next.lost[job.id] = nil
                events.append(JobEvent(.progress, job))
            case .running:
                next.lost[job.id] = nil
                next.runs[job.id] = job
            case .completed, .failed, .stopped: if next.finished.take(job) { ended.append(job) }
            }
        }
        next.noteLosses(ended, now: now)
        self = next
        return events + ended.map { JobEvent(.finished, $0) }
    }

    /// What is new about those that run. The others that ran are left in `runs`, to be asked for.
    private mutating func follow(_ running: [Job]) -> [JobEvent] {
        running.compactMap { job in
            let before = runs.updateValue(job, forKey: job.id)
            if before == job { return nil }
            return JobEvent(before?.attemptNumber == job.attemptNumber ? .progress : .started, job)
        }
    }

    /// Those that ran and run no longer, and those whose late end may be there.
    private mutating func missed(
        _ store: any JobStore, running: Set<JobID>, ended: Set<JobID>, now: Instant
    ) async throws(StoreError) -> [Job] {
        let gone = runs.keys.filter { !running.contains($0) }
        for id in gone { runs[id] = nil }
        lost = lost.filter { $0.value.until > now }
        let ids = gone.filter { !ended.contains($0) } + lost.keys
        if ids.isEmpty { return [] }
        var filter = JobFilter()
        filter.ids = ids
        filter.limit = ids.count
        return try await store.jobs(filter).filter { job in lost[job.id].map { $0.end != job.finishedAt } ?? true }
    }

    private mutating func noteLosses(_ ended: [Job], now: Instant) {
        for job in ended {
            guard job.status == .failed, job.reason?.isLoss ?? false, let end = job.finishedAt, lost.count < Self.most else {
                lost[job.id] = nil
                continue
            }
            lost[job.id] = (end, now + Self.lossesAreLookedFor)
        }
    }

    private static func running(_ store: any JobStore) async throws(StoreError) -> [Job] {
        var filter = JobFilter()
        filter.statuses = [.running]
        filter.limit = most
        return try await store.jobs(filter).reversed()
    }
}
