import GRDB
package import YobanCore
import YobanRows

extension SQLiteStore {
    /// How many candidates one look behind held jobs brings at most.
    private static let farthestLook = 500

    package func claim(
        _ tokens: [ClaimToken], queues: [String], by worker: WorkerID, on host: String, now: Instant
    ) async throws(StoreError) -> [Claim] {
        if tokens.isEmpty { return [] }
        let queues = Set(queues).sorted()
        return try await write(.claim, if: { try $0.hasReadyJob(queues) }, else: []) { database in
            var tokens = tokens[...]
            var claims: [Claim] = []
            var look = tokens.count
            while true {
                var held = 0
                for candidate in try database.readyJobs(queues, limit: look) {
                    guard let token = tokens.first else { break }
                    if let limit = candidate.limit {
                        guard let lock = try database.place(for: candidate.id, limit: limit) else {
                            held += try database.run(Query.holdForKey, [candidate.id.value])
                            continue
                        }
                        try database.run(Query.takePlace, [lock.key, lock.place, candidate.id.value, token.value])
                    }
                    claims.append(try database.take(candidate.id, token, by: worker, on: host, now: now))
                    tokens.removeFirst()
                }
                // Those that were held are no longer ready: the next look begins behind them.
                if tokens.isEmpty || held == 0 { return claims }
                look = min(look * 2, Self.farthestLook)
            }
        }
    }

    package func held(by worker: WorkerID) async throws(StoreError) -> [Claim] {
        try await read(.lookAtHeld) { database in
            try database.rows(Query.heldJobs, [worker.value]) { Claim(cells: &$0) }
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

    package func release(_ claim: Claim, to placement: Placement?, now: Instant) async throws(StoreError) -> Holding {
        try await write(.release(claim.job.id)) { database in
            let changed = try database.run(
                Query.releaseJob,
                [
                    "id": claim.job.id.value, "token": claim.token.value, "queue": placement?.queue,
                    "concurrency": placement?.concurrency?.name, "limit": placement?.concurrency?.limit,
                ])
            guard changed == 1 else { return .notHeld }
            try database.run(Query.releaseAttempt, [now.milliseconds, claim.job.id.value, claim.job.attemptNumber])
            try database.freePlace(of: claim)
            return .held
        }
    }
}

/// A job that may be claimed.
private struct Candidate {
    let id: JobID
    /// Of its concurrency key; nil without one.
    let limit: Int?

    init(_ cells: inout Cells) {
        id = JobID(cells.integer() ?? 0)
        let hasKey = cells.flag()
        let limit = cells.limit()
        self.limit = hasKey ? limit : nil
    }
}

extension Database {
    fileprivate func hasReadyJob(_ queues: [String]) throws -> Bool {
        try queues.contains { try !ids(Query.claimableJobs, [$0, 1]).isEmpty }
    }

    /// The front of all the queues together: merged from the fronts of each, so that no queue is sorted.
    fileprivate func readyJobs(_ queues: [String], limit: Int) throws -> [Candidate] {
        if let queue = queues.first, queues.count == 1 { return try rows(Query.claimableJobs, [queue, limit]) { Candidate(&$0) } }
        let fronts = try queues.flatMap { try ids(Query.claimableJobs, [$0, limit]) }
        return try rows(Query.mostUrgent, [JSONText.list(fronts), limit]) { Candidate(&$0) }
    }

    fileprivate func take(_ id: JobID, _ token: ClaimToken, by worker: WorkerID, on host: String, now: Instant) throws -> Claim {
        let arguments: StatementArguments = [
            "id": id.value, "worker": worker.value, "token": token.value, "started": SeedTime.text(now),
        ]
        guard let job = try row(Query.takeJob, arguments, { Job(cells: &$0) }) else {
            throw StoreError(.unexpected, doing: .claim, cause: "job \(id) was ready and could not be taken")
        }
        let claim = Claim(job: job, token: token)
        try run(Query.insertAttempt, [id.value, job.attemptNumber, claim.attempt.value, worker.value, host, now.milliseconds])
        return claim
    }
}

/// What scripts and the system say is written down as well as it can be, never refused.
enum Stored {
    /// Without NUL, at which the engine would cut the text.
    static func text(_ text: String) -> String {
        text.utf8.contains(0) ? String(text.map { $0 == "\0" ? "\u{FFFD}" : $0 }) : text
    }
}
