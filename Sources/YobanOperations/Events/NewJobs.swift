package import YobanCore

/// Finds jobs that are new, by their numbers, each once.
package struct NewJobs: Sendable {
    /// All up to this one were found, but for those that are missing.
    package private(set) var newest: JobID
    /// Numbers that were passed over, and how long they are looked for: a transaction that began before may commit later.
    private var missing: [JobID: Instant] = [:]

    private static let patience: Duration = .seconds(60)
    private static let mostMissing = 1000
    /// How many numbers are looked at together.
    private static let stretch = 500

    package init(after newest: JobID) { self.newest = newest }

    /// Ascending, but for those that were missing, which come first. Looks at `limit` numbers or a few more; the rest comes the next time.
    /// A value that threw is of no use any more.
    package mutating func next(_ store: any JobStore, limit: Int, now: Instant) async throws(StoreError) -> [Job] {
        missing = missing.filter { $0.value > now }
        var found = try await jobs(store, Array(missing.keys))
        for job in found { missing[job.id] = nil }
        guard let last = try await store.newestJob() else { return found }
        let begin = newest
        while newest < last, newest.value - begin.value < Int64(limit) {
            let end = min(last.value, newest.value + Int64(Self.stretch))
            var filter = JobFilter()
            filter.before = JobID(end + 1)
            // Lists begin with the newest: all numbers of the stretch fit.
            filter.limit = Int(end - newest.value)
            let jobs = try await store.jobs(filter).filter { $0.id > newest }
            note(missingAmong: jobs, upTo: end, until: now + Self.patience)
            found += jobs.reversed()
            newest = JobID(end)
        }
        return found
    }

    private mutating func note(missingAmong jobs: [Job], upTo end: Int64, until: Instant) {
        let there = Set(jobs.map(\.id.value))
        for number in newest.value + 1...end where !there.contains(number) {
            if missing.count == Self.mostMissing { return }
            missing[JobID(number)] = until
        }
    }

    private func jobs(_ store: any JobStore, _ ids: [JobID]) async throws(StoreError) -> [Job] {
        if ids.isEmpty { return [] }
        var filter = JobFilter()
        filter.ids = ids
        filter.limit = ids.count
        return try await store.jobs(filter).reversed()
    }
}
