package import YobanCore

extension PostgresStore {
    package func claim(
        _ tokens: [ClaimToken], queue: String, by worker: WorkerID, on host: String, now: Instant
    ) async throws(StoreError) -> [Claim] {
        if tokens.isEmpty { return [] }
        let mine: [String: (any Bindable)?] = ["worker": worker.value, "tokens": List(tokens.map(\.value))]
        do {
            let claims = try await perform(
                .claim,
                look: { session in
                    let claims = try session.run(Query.claimed, mine).map { Claim(cells: &$0) }
                    return claims.isEmpty ? nil : claims
                },
                { session in
                    let more: [String: (any Bindable)?] = ["queue": queue, "count": tokens.count, "host": host, "now": now]
                    return try session.run(Query.claim, more.merging(mine) { $1 }).map { Claim(cells: &$0) }
                })
            let order = Dictionary(tokens.enumerated().map { ($1, $0) }) { first, _ in first }
            return claims.sorted { order[$0.token] ?? .max < order[$1.token] ?? .max }
        } catch {
            if error.code == .unknownOutcome { lostSessions.addUnknown(tokens, of: worker) }
            throw error
        }
    }

    package func held(by worker: WorkerID) async throws(StoreError) -> [Claim] {
        try await perform(.lookAtHeld) { try $0.run(Query.heldJobs, ["worker": worker.value]).map { Claim(cells: &$0) } }
    }

    package func begin(_ claim: Claim, runDirectory: String, startedAt: Instant) async throws(StoreError) -> Holding {
        try await perform(.begin(claim.job.id)) { session in
            try session.holding(
                Query.begin, claim, ["started": startedAt, "directory": Stored.text(runDirectory), "number": claim.job.attemptNumber])
        }
    }

    package func report(_ progress: Progress, for claim: Claim) async throws(StoreError) -> Holding {
        try await perform(.report(claim.job.id)) { session in
            let arguments: [String: (any Bindable)?] = [
                "id": claim.job.id, "token": claim.token.value, "percentage": progress.percentage,
                "message": progress.message.map(Stored.text),
            ]
            return try session.run(Query.report, arguments).changed == 1 ? .held : .notHeld
        }
    }

    package func release(_ claim: Claim, now: Instant) async throws(StoreError) -> Holding {
        try await end(claim, as: .released, .release(claim.job.id)) { session in
            try session.holding(Query.release, claim, ["now": now, "number": claim.job.attemptNumber])
        }
    }
}

extension Session {
    /// Runs a statement that changes the row for who holds the claim, and counts the rows.
    func holding(_ statement: Statement, _ claim: Claim, _ arguments: [String: (any Bindable)?]) throws -> Holding {
        let mine: [String: (any Bindable)?] = ["id": claim.job.id, "token": claim.token.value]
        return try run(statement, mine.merging(arguments) { $1 }).first { $0.count() } == 1 ? .held : .notHeld
    }
}

/// What scripts and the system say is written down as well as it can be, never refused.
enum Stored {
    /// Without NUL, which the server's texts can't hold.
    static func text(_ text: String) -> String {
        text.utf8.contains(0) ? String(text.map { $0 == "\0" ? "\u{FFFD}" : $0 }) : text
    }
}
