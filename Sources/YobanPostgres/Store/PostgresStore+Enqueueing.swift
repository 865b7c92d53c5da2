package import YobanCore
import YobanRows

extension PostgresStore {
    package func enqueue(_ jobs: [NewJob], by author: Author?, now: Instant) async throws(StoreError) -> [Enqueued] {
        if jobs.isEmpty { return [] }
        return try await transact(.enqueue) { session in
            let enqueued = try session.insert(jobs, now: now)
            let created = enqueued.compactMap { one in if case .created(let id) = one { id.description } else { nil } }
            try session.note(.enqueue, created, by: author, now, after: "pending")
            return enqueued
        }
    }
}

extension Session {
    /// Within a transaction. One statement for all; a second one when unique keys were in use.
    func insert(_ jobs: [NewJob], now: Instant) throws -> [Enqueued] {
        func list(_ value: (NewJob) -> (any Bindable)?) -> List { List(jobs.map(value)) }
        let created = try run(
            Query.insertJobs,
            [
                "now": now, "keys": list { $0.key?.value }, "names": list(\.name), "scripts": list(\.scriptPath),
                "queues": list(\.queue), "priorities": list(\.priority), "retries": list(\.maxRetries),
                "timeouts": list(\.timeoutSeconds), "parameters": list { JSONText.parameters($0.parameters) },
                "dues": list { job in job.runAfter.flatMap { $0 > now ? $0 : nil } }, "uniques": list(\.uniqueKey),
                "submitters": list(\.submittedBy), "concurrencies": list { $0.concurrency?.name },
                "limits": list { $0.concurrency?.limit }, "traces": list { $0.trace?.text },
            ]
        ).map { (id: JobID($0.integer() ?? 0), key: $0.text()) }
        // Rows come back in the order given; those whose key was in use are left out.
        var plain = created.filter { $0.key == nil }.map(\.id)[...]
        var byKey = Dictionary(created.compactMap { row in row.key.map { ($0, Enqueued.created(row.id)) } }) { first, _ in first }
        let taken = Set(jobs.compactMap(\.uniqueKey)).subtracting(byKey.keys)
        for (key, id) in try unfinished(taken) { byKey[key] = .existing(id) }
        return try jobs.map { job in
            guard let key = job.uniqueKey else {
                guard let id = plain.popFirst() else { throw Again() }
                return .created(id)
            }
            // The one that was in the way has just ended.
            guard let answer = byKey[key] else { throw Again() }
            byKey[key] = .existing(answer.id)
            return answer
        }
    }

    private func unfinished(_ keys: Set<String>) throws -> [(String, JobID)] {
        if keys.isEmpty { return [] }
        return try run(Query.unfinishedWithUniqueKeys, ["uniques": List(Array(keys))]).map { cells in
            let id = JobID(cells.integer() ?? 0)
            return (cells.text() ?? "", id)
        }
    }
}
