package import YobanCore
import YobanRows

extension PostgresStore {
    package func claim(
        _ tokens: [ClaimToken], queues: [String], by worker: WorkerID, on host: String, now: Instant
    ) async throws(StoreError) -> [Claim] {
        if tokens.isEmpty || queues.isEmpty { return [] }
        let order = Claiming(tokens: tokens, queues: queues, worker: worker, host: host, now: now, expectsKeys)
        do {
            return try await perform(
                .claim,
                look: { session in
                    let claims = try session.run(Query.claimed, ["worker": worker.value, "tokens": order.list(tokens)]).map { cells in
                        Claim(cells: &cells)
                    }
                    return claims.isEmpty ? nil : claims.sorted { $0.job.isMoreUrgent(than: $1.job) }
                },
                { try order.carryOut($0) })
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

    package func release(_ claim: Claim, to placement: Placement?, now: Instant) async throws(StoreError) -> Holding {
        try await end(claim, as: .released, .released, at: now, .release(claim.job.id)) { session in
            try session.holding(
                Query.release.statement(for: claim), claim,
                [
                    "now": now, "number": claim.job.attemptNumber, "queue": placement?.queue, "newKey": placement?.concurrency?.name,
                    "limit": placement?.concurrency?.limit,
                ])
        }
    }
}

extension Job {
    /// As claims go: the larger priority first, then the older.
    fileprivate func isMoreUrgent(than other: Job) -> Bool {
        (other.priority, createdAt.milliseconds, id.value) < (priority, other.createdAt.milliseconds, other.id.value)
    }
}

extension Session {
    /// Runs a statement that changes the row for who holds the claim, and counts the rows.
    func holding(_ statement: Statement, _ claim: Claim, _ arguments: [String: (any Bindable)?]) throws -> Holding {
        let mine: [String: (any Bindable)?] = [
            "id": claim.job.id, "token": claim.token.value, "key": claim.job.concurrency?.name,
        ]
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
