package import YobanCore

/// Counts what is created and what finishes from when it was made, each once; the counts only rise.
///
/// It looks when it is asked, so that it costs nothing when nobody asks.
package actor JobTally {
    /// More definitions than these are not counted by themselves.
    package static let mostKeys = 200
    /// How many rows of each kind are read for one answer, about; what is behind them is counted in the next.
    private let most: Int

    fileprivate struct State {
        var new: NewJobs?
        var finished: FinishedJobs
        var counts: [JobKey?: JobCounts] = [:]
    }

    private var state: State
    private let start: Instant
    private var isReading = false

    package init(from start: Instant, most: Int = 10_000) {
        self.start = start
        self.most = most
        state = State(finished: FinishedJobs(from: start))
    }

    /// By key, what has none first. Who asks while another is answered gets the counts of before.
    ///
    /// - Parameter ours: keys that are counted by themselves before others, and are there from the beginning.
    package func read(_ store: any JobStore, ours: [JobKey], now: Instant) async throws(StoreError) -> [JobCounts] {
        if !isReading {
            isReading = true
            defer { isReading = false }
            var next = state
            let ours = ours.prefix(Self.mostKeys)
            for key in ours where next.counts[key] == nil { next.counts[key] = JobCounts(key: key) }
            for job in try await created(store, &next, now: now) {
                let place = next.place(of: job)
                next.counts[place, default: JobCounts(key: nil)].created += 1
            }
            for job in try await next.finished.next(store, limit: most, now: now) {
                let place = next.place(of: job)
                next.counts[place, default: JobCounts(key: nil)].add(finished: job)
            }
            state = next
        }
        return state.counts.values.sorted { ($0.key?.value ?? "") < ($1.key?.value ?? "") }
    }

    private func created(_ store: any JobStore, _ state: inout State, now: Instant) async throws(StoreError) -> [Job] {
        if var new = state.new {
            let jobs = try await new.next(store, limit: most, now: now)
            state.new = new
            return jobs
        }
        // The first time: where the numbers stood at the beginning is not known, but when it was.
        let newest = try await store.newestJob() ?? JobID(0)
        var filter = JobFilter()
        (filter.since, filter.limit, filter.before) = (start, 1000, JobID(newest.value + 1))
        state.new = NewJobs(after: newest)
        return try await store.jobs(filter)
    }
}

extension JobTally.State {
    /// Where a job is counted; makes the place for a key that is new.
    fileprivate mutating func place(of job: Job) -> JobKey? {
        guard let key = job.key, counts[key] == nil else { return job.key }
        guard counts.count < JobTally.mostKeys else { return nil }
        counts[key] = JobCounts(key: key)
        return key
    }
}

extension Operations {
    /// The counts of the definitions that the principal sees.
    package func counts(_ tally: JobTally) async throws(OperationError) -> [JobCounts] {
        try require(.jobsRead)
        let (now, ours) = (now(), catalogue.definitions.map(\.key))
        return try await storing { () async throws(StoreError) in try await tally.read(store, ours: ours, now: now) }
            .filter { principal.sees($0.key) }
    }
}
