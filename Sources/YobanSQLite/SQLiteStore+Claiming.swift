import GRDB
package import YobanCore

extension SQLiteStore {
    package func claim(
        _ tokens: [ClaimToken], queue: String, by worker: WorkerID, on host: String, now: Instant
    ) async throws(StoreError) -> [Claim] {
        if tokens.isEmpty { return [] }
        return try await write(.claim, if: { try !$0.ids(Query.readyJobs, [queue, 1]).isEmpty }, else: []) { database in
            let ids = try database.ids(Query.readyJobs, [queue, tokens.count])
            var claims: [Claim] = []
            for (id, token) in zip(ids, tokens) {
                let arguments: StatementArguments = [
                    "id": id.value, "worker": worker.value, "token": token.value, "started": SeedTime.text(now),
                ]
                guard let job = try database.row(Query.takeJob, arguments, { Job(row: $0) }) else { continue }
                let claim = Claim(job: job, token: token)
                try database.run(
                    Query.insertAttempt,
                    [id.value, job.attemptNumber, claim.attempt.value, worker.value, host, now.milliseconds])
                claims.append(claim)
            }
            return claims
        }
    }

    package func held(by worker: WorkerID) async throws(StoreError) -> [Claim] {
        try await read(.lookAtHeld) { database in
            try database.rows(Query.heldJobs, [worker.value]) { row in
                let token: DatabaseValue = row["claim_token"]
                return Claim(job: Job(row: row), token: ClaimToken(String.fromDatabaseValue(token) ?? ""))
            }
        }
    }

    package func begin(_ claim: Claim, runDirectory: String, startedAt: Instant) async throws(StoreError) -> Holding {
        try await write(.begin(claim.job.id)) { database in
            let changed = try database.run(
                Query.beginJob, ["id": claim.job.id.value, "token": claim.token.value, "started": SeedTime.text(startedAt)])
            guard changed == 1 else { return .notHeld }
            try database.run(
                Query.beginAttempt,
                [
                    "started": startedAt.milliseconds, "directory": Stored.text(runDirectory), "job": claim.job.id.value,
                    "number": claim.job.attemptNumber,
                ])
            return .held
        }
    }

    package func report(_ progress: Progress, for claim: Claim) async throws(StoreError) -> Holding {
        try await write(.report(claim.job.id)) { database in
            let changed = try database.run(
                Query.reportProgress,
                [
                    "id": claim.job.id.value, "token": claim.token.value, "percentage": progress.percentage,
                    "message": progress.message.map(Stored.text),
                ])
            return changed == 1 ? .held : .notHeld
        }
    }

    package func release(_ claim: Claim, now: Instant) async throws(StoreError) -> Holding {
        try await write(.release(claim.job.id)) { database in
            let changed = try database.run(Query.releaseJob, ["id": claim.job.id.value, "token": claim.token.value])
            guard changed == 1 else { return .notHeld }
            try database.run(Query.releaseAttempt, [now.milliseconds, claim.job.id.value, claim.job.attemptNumber])
            return .held
        }
    }
}

/// What scripts and the system say is written down as well as it can be, never refused.
enum Stored {
    /// Without NUL, at which the engine would cut the text.
    static func text(_ text: String) -> String {
        text.utf8.contains(0) ? String(text.map { $0 == "\0" ? "\u{FFFD}" : $0 }) : text
    }
}
