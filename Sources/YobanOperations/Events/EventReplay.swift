package import YobanCore

/// Tells what happened between two cursors to somebody who was away.
package struct EventReplay: Sendable {
    /// More jobs than this are not told one by one.
    package static let most = 10_000
    package static let longest: Duration = .seconds(24 * 3600)
    private static let page = 500

    private let store: any JobStore
    private let from: EventCursor
    /// From where on it is told as it happens.
    private let end: EventCursor
    private let running: [Job]

    /// - Parameter running: the jobs that ran at `end`.
    package init(_ store: any JobStore, from: EventCursor, to end: EventCursor, running: [Job]) {
        self.store = store
        self.from = from
        self.end = end
        self.running = running
    }

    /// Tells it page by page, each with where to go on if it was the last. False: it is too long ago, or too much, or the cursor is of
    /// another store; what was told until then is not all.
    @concurrent package func run(_ tell: @concurrent ([JobEvent], EventCursor) async throws -> Void) async throws -> Bool {
        guard from.newest <= end.newest, end.newest.value - from.newest.value <= Int64(Self.most), end.at - from.at <= Self.longest else {
            return false
        }
        var place = from
        var new = NewJobs(after: from.newest)
        while new.newest < end.newest {
            let before = new.newest
            let created = try await new.next(store, limit: 1, now: end.at).filter { $0.id <= end.newest }
            if new.newest == before { break }
            place.newest = min(new.newest, end.newest)
            if !created.isEmpty { try await tell(created.map { JobEvent(.created, $0) }, place) }
        }
        place.newest = end.newest
        let watched = try await watched()
        let ran = Set(from.watched)
        let runs = running.map { JobEvent(ran.contains($0.id) ? .progress : .started, $0) }
        try await tell(runs + watched.map { JobEvent($0.status.isFinished ? .finished : .progress, $0) }, place)
        return try await tellFinished(place, told: Set(watched.map(\.id)), tell)
    }

    /// What became of the jobs that ran then and run no longer.
    private func watched() async throws(StoreError) -> [Job] {
        let running = Set(running.map(\.id))
        var filter = JobFilter()
        filter.ids = from.watched.filter { !running.contains($0) }
        filter.limit = filter.ids.count
        if filter.ids.isEmpty { return [] }
        return try await store.jobs(filter).filter { $0.status != .running }
    }

    @concurrent private func tellFinished(
        _ begin: EventCursor, told: Set<JobID>, _ tell: @concurrent ([JobEvent], EventCursor) async throws -> Void
    ) async throws -> Bool {
        var (place, count) = (begin, 0)
        var (since, after): (Instant, JobID?) = (from.at - FinishedJobs.overlap, nil)
        while true {
            let page = try await store.finished(since: since, after: after, limit: Self.page)
            if let last = page.last, let end = last.finishedAt { (since, after) = (end, last.id) }
            count += page.count
            guard count <= Self.most else { return false }
            place.at = min(max(place.at, since), end.at)
            let new = page.filter { !told.contains($0.id) }
            if !new.isEmpty { try await tell(new.map { JobEvent(.finished, $0) }, place) }
            if page.count < Self.page { return true }
        }
    }
}
