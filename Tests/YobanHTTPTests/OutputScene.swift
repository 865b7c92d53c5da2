import Testing
import YobanCore
import YobanOperations
import YobanTestKit

@testable import YobanHTTP

extension Scene {
    /// A job that runs, with nothing written yet.
    func running() async throws -> Claim {
        let id = try await job()
        let claims = try await store.claim([ClaimToken("t\(id)")], queues: ["default"], by: WorkerID("w"), on: "h", now: .at(1))
        let claim = try #require(claims.first)
        _ = try await store.begin(claim, runDirectory: "/nowhere", startedAt: .at(1))
        return claim
    }

    /// What it writes, as its worker hands it over.
    func write(_ claim: Claim, _ text: String, at offset: Int64) async throws {
        try await store.keepLog([LogPiece(job: claim.job.id, attempt: 1, offset: offset, bytes: Array(text.utf8), marks: "")])
    }

    func end(_ claim: Claim) async throws {
        _ = try await store.settle(
            Settlement(claim: claim, outcome: AttemptOutcome(reason: .ok, exitCode: 0), verdict: .completed, endedAt: .at(2)))
    }
}

extension Reply {
    /// Where its first byte stands, and how many there are in all.
    var place: String { "\(headers[name: "X-Log-Offset"] ?? "-")/\(headers[name: "X-Log-Bytes"] ?? "-")" }
}
