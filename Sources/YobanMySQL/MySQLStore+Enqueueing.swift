package import YobanCore
import YobanRows

extension MySQLStore {
    package func enqueue(_ jobs: [NewJob], by author: Author?, now: Instant) async throws(StoreError) -> [Enqueued] {
        if jobs.isEmpty { return [] }
        let token = EnqueueToken.new()
        return try await write(.enqueue, confirm: { try $0.committed($1, token) }) { session in
            let enqueued = try session.insert(jobs, token, now: now)
            let created = enqueued.compactMap { one in if case .created(let id) = one { id.description } else { nil } }
            try session.note(.enqueue, created, by: author, now, after: "pending")
            return enqueued
        }
    }
}

/// Names one call that writes jobs.
struct EnqueueToken: Sendable {
    let value: String

    static func new() -> EnqueueToken {
        var generator = SystemRandomNumberGenerator()
        return EnqueueToken(value: ClaimToken.random(using: &generator).value)
    }
}

extension Session {
    /// Writes rows in the order given, with few statements. A job whose unique key is in use is answered with the one that has it.
    func insert(_ jobs: [NewJob], _ token: EnqueueToken, now: Instant) throws -> [Enqueued] {
        // Bytes, because the database compares bytes.
        let keys = jobs.map { $0.uniqueKey.map { Array($0.utf8) } }
        let isPlain = keys.allSatisfy { $0 == nil }
        var tries = 0
        while true {
            let existing = try isPlain ? [:] : unfinished(withUniqueKeys: jobs.compactMap(\.uniqueKey))
            // Of several with one key the first is written.
            var first: [[UInt8]: Int] = [:]
            let new = jobs.indices.filter { index in
                guard let key = keys[index] else { return true }
                if first[key] == nil { first[key] = index }
                return existing[key] == nil && first[key] == index
            }
            do {
                if !isPlain { try command("SAVEPOINT enqueue") }
                let ids = try write(new.map { jobs[$0].values(token, now: now) }, token)
                let created = Dictionary(uniqueKeysWithValues: zip(new, ids))
                return jobs.indices.compactMap { index in
                    if let id = created[index] { return .created(id) }
                    guard let key = keys[index] else { return nil }
                    return (existing[key] ?? first[key].flatMap { created[$0] }).map { .existing($0) }
                }
            } catch let failure as ServerFailure where failure.isDuplicate && !isPlain {
                // A job with one of the keys came between the look and the INSERT: none of this call is written, and once more.
                try checkTransaction()
                try command("ROLLBACK TO SAVEPOINT enqueue")
                tries += 1
                if tries == 10 { throw failure }
            }
        }
    }

    /// In as few statements as their number and size allow. Returns the ids in the same order.
    private func write(_ rows: [[String: Value]], _ token: EnqueueToken) throws -> [JobID] {
        var ids: [JobID] = []
        while ids.count < rows.count {
            let some = Self.together(rows[ids.count...])
            let query = Queries.insertJob.forRows(some.count)
            try run(query, some)
            let first = try insertedID(query)
            guard some.count > 1 else {
                ids.append(first)
                continue
            }
            ids += try self.ids(
                Queries.insertedIDs, ["first": Value(first), "token": .text(token.value), "limit": Value(some.count)])
        }
        return ids
    }

    /// What goes into one statement: of few different lengths, because each is prepared, and well below the size of a server's packet.
    static func together(_ rows: ArraySlice<[String: Value]>) -> ArraySlice<[String: Value]> {
        for count in [100, 10] where rows.count >= count {
            let some = rows.prefix(count)
            if some.reduce(0, { $0 + $1.values.reduce(0) { $0 + $1.size } }) < 1_000_000 { return some }
        }
        return rows.prefix(1)
    }

    /// The unfinished jobs that have such a key.
    private func unfinished(withUniqueKeys keys: [String]) throws -> [[UInt8]: JobID] {
        var found: [[UInt8]: JobID] = [:]
        for start in stride(from: 0, to: keys.count, by: Queries.idsAtOnce) {
            let some = Queries.placed(keys[start...].prefix(Queries.idsAtOnce).map { .text($0) })
            let jobs = try rows(Queries.unfinishedWithUniqueKeys, some) { (key: $0.bytes() ?? [], id: JobID($0.integer() ?? 0)) }
            for job in jobs { found[job.key] = job.id }
        }
        return found
    }

    func unfinished(withUniqueKey key: String) throws -> JobID? {
        try ids(Queries.unfinishedWithUniqueKey, ["unique": .text(key)]).first
    }

    /// Whether the rows that one call wrote were committed: all were, or none.
    func committed(_ answers: [Enqueued], _ token: EnqueueToken) throws -> Bool {
        let created = answers.compactMap { answer in if case .created(let id) = answer { id } else { nil } }
        guard let first = created.first else { return true }
        return try row(Queries.enqueueToken, ["id": Value(first)]) { $0.text() } == token.value
    }
}

extension NewJob {
    fileprivate func values(_ token: EnqueueToken, now: Instant) -> [String: Value] {
        let due = runAfter.flatMap { $0 > now ? $0 : nil }
        return [
            "key": Value(key?.value), "name": .text(name), "script": .text(scriptPath), "created": Value(time: now), "queue": .text(queue),
            "concurrency": Value(concurrency?.name), "limit": Value(concurrency?.limit), "priority": Value(priority),
            "maxRetries": Value(maxRetries), "timeout": Value(timeoutSeconds), "parameters": Value(JSONText.parameters(parameters)),
            "ready": due == nil ? 1 : 0, "hold": due == nil ? nil : .text(Hold.time.rawValue), "runAfter": Value(milliseconds: due),
            "unique": Value(uniqueKey), "submitter": Value(submittedBy), "trace": Value(trace?.text),
            "token": .text(token.value),
        ]
    }
}
