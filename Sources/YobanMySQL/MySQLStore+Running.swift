package import YobanCore
import YobanRows

extension MySQLStore {
    package func begin(_ claim: Claim, runDirectory: String, startedAt: Instant) async throws(StoreError) -> Holding {
        try await write(.begin(claim.job.id)) { session in
            let changed = try session.run(Queries.beginJob, claim.key.merging(["started": Value(time: startedAt)]) { $1 })
            guard changed == 1 else { return .notHeld }
            try session.run(
                Queries.beginAttempt,
                claim.attemptKey.merging([
                    "started": Value(milliseconds: startedAt), "directory": .text(Stored.text(runDirectory)),
                ]) { $1 })
            return .held
        }
    }

    package func report(_ progress: Progress, for claim: Claim) async throws(StoreError) -> Holding {
        // One statement needs no transaction around it, and may be repeated when its answer is lost.
        try await perform(.report(claim.job.id)) { session in
            let changed = try session.run(
                Queries.reportProgress,
                claim.key.merging([
                    "percentage": Value(progress.percentage), "message": Value(progress.message.map { Stored.text($0) }),
                ]) { $1 })
            return changed == 1 ? .held : .notHeld
        }
    }

    package func release(_ claim: Claim, to placement: Placement?, now: Instant) async throws(StoreError) -> Holding {
        let place: [String: Value] = [
            "queue": Value(placement?.queue), "placed": placement == nil ? 0 : 1, "concurrency": Value(placement?.concurrency?.name),
            "limit": Value(placement?.concurrency?.limit),
        ]
        return try await write(.release(claim.job.id), confirm: { try $1 == .notHeld || $0.ending(of: claim)?.state == .released }) {
            session in
            guard try session.run(Queries.releaseJob, claim.key.merging(place) { $1 }) == 1 else { return .notHeld }
            try session.freePlace(of: claim)
            try session.run(Queries.releaseAttempt, claim.attemptKey.merging(["ended": Value(milliseconds: now)]) { $1 })
            return .held
        }
    }
}

extension Claim {
    /// By which a claim's row is found as long as the claim holds.
    var key: [String: Value] { ["id": Value(job.id), "token": .text(token.value)] }
    var attemptKey: [String: Value] { ["job": Value(job.id), "number": Value(job.attemptNumber)] }
}
