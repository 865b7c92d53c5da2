import GRDB
package import YobanCore
import YobanRows

extension SQLiteStore {
    package func finished(since: Instant, after: JobID?, limit: Int) async throws(StoreError) -> [Job] {
        try await read(.look) { database in
            try FinishedPage.read(
                since: since, after: after, limit: limit, walk: { try database.finished(since: $0, limit: $1) },
                at: { try database.finished(at: $0, after: $1, limit: $2) })
        }
    }
}

extension Database {
    /// The index orders texts. What is written otherwise than ours may lie among later ones, and is told only where it is later, too.
    fileprivate func finished(since: Instant, limit: Int) throws -> (jobs: [Job], isCut: Bool) {
        var jobs: [Job] = []
        var skipped = 0
        while true {
            let arguments: [String: (any DatabaseValueConvertible)?] = [
                "since": SeedTime.lowerBound(since), "limit": limit, "skipped": skipped,
            ]
            let found = try rows(Query.finishedSince, StatementArguments(arguments)) { Job(cells: &$0) }
            jobs += found.filter { ($0.finishedAt ?? since) >= since }
            if found.count < limit { return (jobs, false) }
            if jobs.count >= limit { return (jobs, true) }
            skipped += found.count
        }
    }

    fileprivate func finished(at instant: Instant, after: JobID?, limit: Int) throws -> [Job] {
        let arguments: [String: (any DatabaseValueConvertible)?] = [
            "since": SeedTime.lowerBound(instant), "end": SeedTime.lowerBound(instant + .milliseconds(1)), "after": after?.value ?? .min,
            "limit": limit,
        ]
        return try rows(Query.finishedAt, StatementArguments(arguments)) { Job(cells: &$0) }.filter { $0.finishedAt == instant }
    }
}
