package import YobanCore
import YobanRows

extension MySQLStore {
    package func finished(since: Instant, after: JobID?, limit: Int) async throws(StoreError) -> [Job] {
        try await perform(.look) { session in
            try FinishedPage.read(
                since: since, after: after, limit: limit, walk: { try session.finished(since: $0, limit: $1) },
                at: { try session.finished(at: $0, after: $1, limit: $2) })
        }
    }
}

extension Session {
    private static var ends: [String] { JobStatus.allCases.filter(\.isFinished).map(\.rawValue) }

    /// Merged from two short walks through an index for each status that means an end.
    fileprivate func finished(since: Instant, limit: Int) throws -> (jobs: [Job], isCut: Bool) {
        var found: [(end: Instant, id: JobID)] = []
        var isCut = false
        for status in Self.ends {
            for query in [Queries.endedSince, Queries.endedSinceWithoutEnd] {
                let values: [String: Value] = ["status": .text(status), "since": Value(time: since), "limit": Value(limit)]
                let walked = try rows(query, values) { cells in
                    let id = JobID(cells.integer() ?? 0)
                    return (cells.seedTime() ?? since, id)
                }
                if walked.count == limit { isCut = true }
                found += walked
            }
        }
        let first = found.sorted { ($0.end, $0.id) < ($1.end, $1.id) }.prefix(limit).map(\.id)
        // A row may have changed since its index entry was read.
        let jobs = try jobs(first).filter { $0.finishedAt.map { $0 >= since } ?? false }
        return (jobs.sorted { ($0.finishedAt ?? since, $0.id) < ($1.finishedAt ?? since, $1.id) }, isCut || found.count > limit)
    }

    fileprivate func finished(at instant: Instant, after: JobID?, limit: Int) throws -> [Job] {
        var found: [JobID] = []
        for status in Self.ends {
            for query in [Queries.endedAt, Queries.endedAtWithoutEnd] {
                let values: [String: Value] = [
                    "status": .text(status), "since": Value(time: instant), "end": Value(time: instant + .milliseconds(1)),
                    "after": Value(after?.value ?? 0), "limit": Value(limit),
                ]
                found += try ids(query, values)
            }
        }
        return try jobs(Array(found.sorted().prefix(limit))).filter { $0.finishedAt == instant }.sorted { $0.id < $1.id }
    }
}
