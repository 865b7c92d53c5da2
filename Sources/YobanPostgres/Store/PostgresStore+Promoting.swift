package import YobanCore
import YobanRows

extension PostgresStore {
    /// How many rows one statement changes, so that a crowd of due or old jobs doesn't keep other writers waiting.
    private static let chunk = 500

    package func promote(now: Instant) async throws(StoreError) -> Promotion {
        var promoted = 0
        while true {
            let (ready, stopped, next, called) = try await perform(.promote) { session in
                try session.run(Query.promote, ["now": now, "limit": Self.chunk])
                    .first { ($0.count(), $0.count(), $0.milliseconds(), $0.count()) } ?? (0, 0, nil, 0)
            }
            promoted += ready + called
            if ready < Self.chunk, stopped < Self.chunk { return Promotion(promoted: promoted, nextDue: next) }
        }
    }

    package func prune(finishedBefore: Instant, limit: Int) async throws(StoreError) -> Int {
        var removed = 0
        while removed < limit {
            let count = min(Self.chunk, limit - removed)
            let done = try await perform(.prune) { try $0.run(Query.prune, ["before": finishedBefore, "limit": count]).changed }
            removed += done
            if done < count { break }
        }
        _ = try await perform(.prune) { try $0.run(Query.pruneWorkers, ["before": finishedBefore]).changed }
        for statement in [Query.pruneAudit, Query.pruneRequests, Query.pruneNotices, Query.pruneLinks, Query.pruneSessions] {
            var left = limit
            while left > 0 {
                let count = min(Self.chunk, left)
                let done = try await perform(.prune) { try $0.run(statement, ["before": finishedBefore, "limit": count]).changed }
                left -= count
                if done < count { break }
            }
        }
        return removed
    }
}
