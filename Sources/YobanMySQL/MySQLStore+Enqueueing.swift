package import YobanCore

extension MySQLStore {
    package func enqueue(_ jobs: [NewJob], now: Instant) async throws(StoreError) -> [Enqueued] {
        if jobs.isEmpty { return [] }
        let token = EnqueueToken.new()
        return try await write(.enqueue, confirm: { try $0.committed($1, token) }) { session in
            try jobs.map { try session.insert($0, token, now: now) }
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
    func insert(_ job: NewJob, _ token: EnqueueToken, now: Instant) throws -> Enqueued {
        let due = job.runAfter.flatMap { $0 > now ? $0 : nil }
        let values: [String: Value] = [
            "key": Value(job.key?.value), "name": .text(job.name), "script": .text(job.scriptPath), "created": Value(time: now),
            "queue": .text(job.queue), "priority": Value(job.priority), "maxRetries": Value(job.maxRetries),
            "timeout": Value(job.timeoutSeconds), "parameters": Value(JSONText.parameters(job.parameters)),
            "ready": due == nil ? 1 : 0, "hold": due == nil ? nil : .text(Hold.time.rawValue), "runAfter": Value(milliseconds: due),
            "unique": Value(job.uniqueKey), "submitter": Value(job.submittedBy), "token": .text(token.value),
        ]
        // The job with the same key may end between the INSERT that it refuses and the look for it.
        var tries = 0
        while true {
            do {
                try run(Queries.insertJob, values)
                return .created(try insertedID(Queries.insertJob))
            } catch let failure as ServerFailure where failure.isDuplicate {
                if let key = job.uniqueKey, let id = try unfinished(withUniqueKey: key) { return .existing(id) }
                tries += 1
                if tries == 10 { throw failure }
            }
        }
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
