package import YobanCore

/// Finds jobs that finished, each end once, although ends are committed late and dated by clocks that differ.
package struct FinishedJobs: Sendable {
    /// Ends before this are not looked for.
    private let first: Instant
    /// When the last look began that went to the end, and the last one that went back as far as it ever does.
    package private(set) var lookedAt: Instant
    private var lookedWidelyAt: Instant
    /// Where a look was cut, and when it began.
    private var cut: (place: (since: Instant, after: JobID?), began: Instant, isWide: Bool)?
    /// The ends that a look may meet again.
    private var told: [JobID: Instant] = [:]

    /// How much an end may be dated before it can be seen, and still be found.
    package static let overlap: Duration = .seconds(60)
    /// Most are seen at once: looking back as far as that each time would cost more than it finds.
    private static let shortOverlap: Duration = .seconds(5)
    private static let wideInterval: Duration = .seconds(15)
    private static let page = 500

    package init(from first: Instant) {
        self.first = first
        lookedAt = first
        lookedWidelyAt = first
    }

    /// Whether more was there than the last look took.
    package var isBehind: Bool { cut != nil }

    /// Ascending by their ends. Reads `limit` rows or a few more; the rest comes the next time. A value that threw
    /// is of no use any more.
    package mutating func next(_ store: any JobStore, limit: Int, now: Instant) async throws(StoreError) -> [Job] {
        let isWide = cut?.isWide ?? (now - lookedWidelyAt >= Self.wideInterval)
        let began = cut?.began ?? now
        var place: (since: Instant, after: JobID?) =
            cut?.place ?? (max(first, isWide ? lookedWidelyAt - Self.overlap : lookedAt - Self.shortOverlap), nil)
        var (new, found, read) = (told, [Job](), 0)
        cut = nil
        while true {
            let page = try await store.finished(since: place.since, after: place.after, limit: Self.page)
            for job in page where Self.take(job, &new) { found.append(job) }
            read += page.count
            guard page.count == Self.page, let last = page.last, let end = last.finishedAt else { break }
            place = (end, last.id)
            if read >= limit {
                cut = (place, began, isWide)
                break
            }
        }
        if cut == nil {
            lookedAt = began
            if isWide { lookedWidelyAt = began }
        }
        let floor = (isWide ? began : lookedWidelyAt) - Self.overlap
        told = new.filter { $0.value >= floor }
        return found
    }

    /// Whether this end was not told yet; then it counts as told.
    package mutating func take(_ job: Job) -> Bool { Self.take(job, &told) }

    private static func take(_ job: Job, _ told: inout [JobID: Instant]) -> Bool {
        guard let end = job.finishedAt, told[job.id] != end else { return false }
        told[job.id] = end
        return true
    }
}
