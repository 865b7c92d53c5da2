import Testing
import YobanCore
import YobanOperations
import YobanTestKit

@testable import YobanHTTP

@Suite("What finished in a stretch of time") struct StatisticsTests {
    /// A job that is created at 0, waits so long, runs so long, and ends so; in seconds.
    private func job(_ scene: Scene, _ key: String?, wait: Double, run: Double, _ verdict: Verdict = .completed) async throws {
        let new = NewJob(key: key.flatMap { JobKey($0) }, name: "job", scriptPath: "/s")
        _ = try await scene.store.enqueue([new], now: .at(0))
        let claims = try await scene.store.claim(
            [ClaimToken("t\(wait) \(run)")], queues: ["default"], by: WorkerID("w"), on: "h", now: .at(wait))
        let claim = try #require(claims.first)
        _ = try await scene.store.begin(claim, runDirectory: "/nowhere", startedAt: .at(wait))
        var settlement = Settlement(claim: claim, outcome: AttemptOutcome(reason: .exit), verdict: verdict, endedAt: .at(wait + run))
        settlement.startedAt = .at(wait)
        _ = try await scene.store.settle(settlement)
    }

    @Test("is counted by definition, with the times that jobs waited and ran")
    func counts() async throws {
        let scene = Scene()
        for number in 1...20 { try await job(scene, "profit-management", wait: Double(number), run: Double(number) * 10) }
        try await job(scene, "contact-sales-badge", wait: 2, run: 5, .failed)
        try await job(scene, "contact-sales-badge", wait: 3, run: 6, .stopped)
        try await job(scene, nil, wait: 1, run: 1)
        let narrow = try await scene.token([.jobsRead], name: "narrow", keys: ["contact-*"])
        scene.clock.advance(by: .seconds(1000))
        try await scene.test { client in
            let reply = try await client.get("/api/v1/stats")
            #expect(reply.status == 200 && reply["complete"] == true && reply["until"] == "2026-01-01T00:16:40Z")
            #expect(reply["since"] == "2025-12-31T00:16:40Z")
            #expect(reply["jobs", "0", "job_key"] == .null && reply["jobs", "3"] == nil)
            #expect(reply["jobs", "1", "failed"] == 1 && reply["jobs", "1", "stopped"] == 1 && reply["jobs", "1", "completed"] == 0)
            #expect(reply["jobs", "2", "completed"] == 20)
            #expect(reply["jobs", "2", "duration_ms"] == ["p50": 100_000, "p95": 190_000, "max": 200_000])
            #expect(reply["jobs", "2", "wait_ms"] == ["p50": 10_000, "p95": 19_000])
            let part = try await client.get("/api/v1/stats?since=2026-01-01T00:00:07Z&until=2026-01-01T00:00:09Z")
            #expect(part["jobs", "0", "job_key"] == "contact-sales-badge" && part["jobs", "0", "failed"] == 1 && part["jobs", "1"] == nil)
            #expect(part["jobs", "0", "stopped"] == 0, "what ends at the end of the stretch is in the next")
            let glob = try await client.get("/api/v1/stats?key=profit-*")
            #expect(glob["jobs", "0", "job_key"] == "profit-management" && glob["jobs", "1"] == nil)
            let few = try await client.with(narrow).get("/api/v1/stats")
            #expect(few["jobs", "0", "job_key"] == "contact-sales-badge" && few["jobs", "1"] == nil)
        }
    }
}
