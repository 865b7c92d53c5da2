package import YobanCore

extension MySQLStore {
    /// How many rows one transaction changes, so that a crowd of due or old jobs doesn't keep other writers waiting.
    private static let chunk = 500

    package func promote(now: Instant) async throws(StoreError) -> Promotion {
        var promoted = 0
        while true {
            let done = try await write(.promote, look: { try $0.waiting(dueAt: now, limit: Self.chunk) }) { session, waiting in
                for id in waiting.flagged { try session.run(Queries.stopPending, ["id": Value(id), "now": Value(time: now)]) }
                let ready = try waiting.due.reduce(0) { try $0 + session.run(Queries.makeReady, ["id": Value($1)]) }
                return (found: max(waiting.flagged.count, waiting.due.count), ready: ready)
            }
            promoted += done?.ready ?? 0
            if done?.found ?? 0 < Self.chunk { break }
        }
        let next = try await perform(.promote) { try $0.row(Queries.nextDue) { $0.milliseconds() } }
        return Promotion(promoted: promoted, nextDue: next ?? nil)
    }

    package func prune(finishedBefore: Instant, limit: Int) async throws(StoreError) -> Int {
        var removed = 0
        while removed < limit {
            let count = min(Self.chunk, limit - removed)
            let done = try await write(
                .prune,
                look: { session in
                    let old = try session.oldestFinished(before: finishedBefore, limit: count)
                    return old.isEmpty ? nil : old
                }
            ) { session, old in
                try old.reduce(0) { try $0 + session.run(Queries.deleteFinished, ["id": Value($1)]) }
            }
            removed += done ?? 0
            if done ?? 0 < count { break }
        }
        return removed
    }
}

/// Pending jobs for which something is to be done.
private struct Waiting: Sendable {
    var flagged: [JobID]
    var due: [JobID]
}

extension Session {
    /// Nil when there is nothing to do.
    fileprivate func waiting(dueAt now: Instant, limit: Int) throws -> Waiting? {
        let flagged = try ids(Queries.flaggedJobs, ["limit": Value(limit)])
        let due = try ids(Queries.dueJobs, ["now": Value(milliseconds: now), "limit": Value(limit)])
        // Once it is stopped, a flagged job is no longer held.
        return flagged.isEmpty && due.isEmpty ? nil : Waiting(flagged: flagged, due: due.filter { !flagged.contains($0) })
    }

    /// Merged from two short walks through an index for each status that means an end.
    fileprivate func oldestFinished(before: Instant, limit: Int) throws -> [JobID] {
        var found: [(end: Instant, id: JobID)] = []
        for status in JobStatus.allCases where status.isFinished {
            for query in [Queries.oldestEnded, Queries.oldestWithoutEnd] {
                let values: [String: Value] = ["status": .text(status.rawValue), "before": Value(time: before), "limit": Value(limit)]
                found += try rows(query, values) { cells in
                    let id = JobID(cells.integer() ?? 0)
                    return (cells.seedTime() ?? Instant(milliseconds: 0), id)
                }
            }
        }
        return found.sorted { ($0.end, $0.id) < ($1.end, $1.id) }.prefix(limit).map(\.id)
    }
}
