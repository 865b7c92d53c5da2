package import YobanCore

/// Finished jobs in the order of ``JobStore/finished(since:after:limit:)``, from an index that knows no order within one instant: other
/// programs write a time with more digits or fewer.
package enum FinishedPage {
    /// - Parameters:
    ///   - walk: the first so many from an instant on, and whether there may be more.
    ///   - at: the first so many of one instant by id, behind an id.
    package static func read(
        since: Instant, after: JobID?, limit: Int, walk: (Instant, Int) throws -> (jobs: [Job], isCut: Bool),
        at: (Instant, JobID?, Int) throws -> [Job]
    ) rethrows -> [Job] {
        if limit <= 0 { return [] }
        var page = try after.map { try at(since, $0, limit) } ?? []
        if page.count < limit {
            var (more, isCut) = try walk(after == nil ? since : since + .milliseconds(1), limit - page.count)
            if isCut, let last = more.last?.finishedAt {
                // Of the instant where the walk was cut, others may come first.
                more = more.filter { $0.finishedAt != last }
                more += try at(last, nil, limit)
            }
            page += more
        }
        return Array(page.sorted(by: isBefore).prefix(limit))
    }

    private static func isBefore(_ a: Job, _ b: Job) -> Bool {
        guard let first = a.finishedAt, let second = b.finishedAt else { return a.id < b.id }
        return (first, a.id) < (second, b.id)
    }
}
