package import YobanCore
import YobanRows

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
        promoted += try await repairPlaces()
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
        try await pruneWorkers(unseenSince: finishedBefore)
        try await pruneAccess(before: finishedBefore, limit: limit)
        return removed
    }

    /// Entries of the audit, requests that nobody sends again, notices, and what nobody can sign in by any more.
    private func pruneAccess(before: Instant, limit: Int) async throws(StoreError) {
        let tables = [
            (Queries.oldEntries, Queries.deleteEntry), (Queries.oldRequests, Queries.deleteOldRequest),
            (Queries.oldNotices, Queries.deleteNotice), (Queries.oldLinks, Queries.deleteLink),
            (Queries.oldSessions, Queries.deleteSession),
        ]
        for (look, delete) in tables {
            var left = limit
            while left > 0 {
                let values: [String: Value] = ["before": Value(milliseconds: before), "limit": Value(min(Self.chunk, left))]
                let done = try await write(
                    .prune,
                    look: { session in
                        let old = try session.rows(look, values) { (first: $0.text(), second: $0.text()) }
                        return old.isEmpty ? nil : old
                    }
                ) { session, old in
                    for one in old {
                        let key: [String: Value] = ["id": Value(one.first), "sender": Value(one.first), "key": Value(one.second)]
                        try session.run(delete, values.merging(key) { $1 })
                    }
                    return old.count
                }
                left -= Self.chunk
                if done ?? 0 < Self.chunk { break }
            }
        }
    }

    private func pruneWorkers(unseenSince before: Instant) async throws(StoreError) {
        try await perform(.prune) { session in
            let unseen = try session.rows(Queries.workersUnseen, ["before": Value(milliseconds: before)]) {
                (id: $0.text(), session: $0.integer())
            }
            for worker in unseen {
                let values: [String: Value] = [
                    "id": Value(worker.id), "session": Value(worker.session), "before": Value(milliseconds: before),
                ]
                try session.run(Queries.deleteWorker, values)
            }
        }
    }

    /// Frees places whose run is over without having been settled, and makes those ready that have no reason to wait. Returns how many.
    private func repairPlaces() async throws(StoreError) -> Int {
        let woken = try await write(
            .promote,
            look: { session in
                let places = try session.rows(Queries.stalePlaces) { StalePlace(&$0) }
                let first = try session.row(Queries.firstKeyWaitedFor) { $0.text() }
                return places.isEmpty && first == nil ? nil : places
            }
        ) { session, places in
            for place in places { try session.run(Queries.freePlace, place.values) }
            return try session.wakeAll(limit: Self.chunk)
        }
        return woken ?? 0
    }
}

/// A place of a concurrency key whose run is over.
private struct StalePlace: Sendable {
    let values: [String: Value]

    init(_ cells: inout Cells) {
        values = [
            "key": Value(cells.text()), "place": Value(cells.integer()), "job": Value(cells.integer()), "token": Value(cells.text()),
        ]
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

    /// For each key that is waited for. Those go on too whose key another program took away.
    fileprivate func wakeAll(limit: Int) throws -> Int {
        guard var key = try row(Queries.firstKeyWaitedFor, [:], { $0.text() }) else { return 0 }
        var woken = 0
        if key == nil {
            for id in try ids(Queries.heldWithoutKey, ["limit": Value(limit)]) {
                woken += try run(Queries.makeReadyFromKey, ["id": Value(id)])
            }
            key = try row(Queries.nextKeyWaitedFor, ["last": ""]) { $0.text() } ?? nil
        }
        while let name = key {
            woken += try wake(name)
            key = try row(Queries.nextKeyWaitedFor, ["last": .text(name)]) { $0.text() } ?? nil
        }
        return woken
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
