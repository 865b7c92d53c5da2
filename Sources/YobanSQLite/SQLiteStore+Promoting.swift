import GRDB
package import YobanCore
import YobanRows

extension SQLiteStore {
    /// How many rows one transaction changes, so that a crowd of due or old jobs doesn't keep other writers waiting.
    private static let chunk = 500

    package func promote(now: Instant) async throws(StoreError) -> Promotion {
        var promoted = 0
        var stopped = 0
        repeat {
            let (ready, flagged) = try await write(
                .promote,
                if: {
                    try !$0.ids(Query.dueJobs, [now.milliseconds, 1]).isEmpty || !$0.ids(Query.flaggedJobs, [1]).isEmpty
                },
                else: (0, 0)
            ) { database in
                let flagged = try database.ids(Query.flaggedJobs, [Self.chunk])
                    .reduce(0) { try $0 + database.run(Query.stopPending, [SeedTime.text(now), $1.value]) }
                let ready = try database.ids(Query.dueJobs, [now.milliseconds, Self.chunk])
                    .reduce(0) { try $0 + database.run(Query.makeReady, [$1.value]) }
                return (ready, flagged)
            }
            promoted += ready
            stopped = flagged
            if ready < Self.chunk && stopped < Self.chunk { break }
        } while true
        promoted += try await repairPlaces()
        let next = try await read(.promote) { try $0.row(Query.nextDue) { $0.milliseconds() } }
        return Promotion(promoted: promoted, nextDue: next ?? nil)
    }

    package func prune(finishedBefore: Instant, limit: Int) async throws(StoreError) -> Int {
        var removed = 0
        while removed < limit {
            let count = min(Self.chunk, limit - removed)
            let done = try await write(.prune) { database in
                try database.ids(Query.oldestFinished, [SeedTime.text(finishedBefore), count])
                    .reduce(0) { try $0 + database.run(Query.deleteFinished, [$1.value]) }
            }
            removed += done
            if done < count { break }
        }
        let before = finishedBefore.milliseconds
        try await write(.prune, if: { try !$0.ids(Query.oldWorkers, [before]).isEmpty }, else: ()) { database in
            _ = try database.run(Query.deleteOldWorkers, [before])
        }
        try await pruneAccess(before: before, limit: limit)
        return removed
    }

    /// Entries of the audit, requests that nobody sends again, notices, and what nobody can sign in by any more.
    private func pruneAccess(before: Int64, limit: Int) async throws(StoreError) {
        let all = [
            Query.deleteOldEntries, Query.deleteOldRequests, Query.deleteOldNotices, Query.deleteOldLinks, Query.deleteOldSessions,
        ]
        for delete in all {
            var left = limit
            while left > 0 {
                let count = min(Self.chunk, left)
                let done = try await write(.prune) { try $0.run(delete, [before, count]) }
                left -= count
                if done < count { break }
            }
        }
    }
}
