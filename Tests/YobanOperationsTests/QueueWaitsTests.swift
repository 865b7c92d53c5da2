import Testing
import YobanCore
import YobanTestKit

@testable import YobanOperations

@Suite("How long jobs waited", .timeLimit(.minutes(10)))
struct QueueWaitsTests {
    private let store = MemoryStore()
    private let clock = ManualClock(.at(0))

    private func operations(_ globs: [String] = []) -> Operations {
        let catalogue = Catalogue(file: "/srv/yoban.yaml", ownerUID: 0, definitions: [])
        var principal = Principal.local("root")
        principal.keyGlobs = globs
        return Operations(store: store, catalogue: catalogue, principal: principal, now: clock.now, isThere: { _ in true }) { _, _ in }
    }

    private func run(_ key: String, queue: String, created: Double, started: Double) async throws {
        var job = NewJob(key: JobKey(key), name: key, scriptPath: "/s")
        job.queue = queue
        _ = try await store.enqueue([job], now: .at(created))
        let claims = try await store.claim(
            [ClaimToken("\(key)-\(started)")], queues: [queue], by: WorkerID("w"), on: "h", now: .at(started))
        let claim = try #require(claims.first)
        _ = try await store.begin(claim, runDirectory: "/r", startedAt: .at(started))
        _ = try await store.settle(
            Settlement(claim: claim, outcome: AttemptOutcome(reason: .ok), verdict: .completed, endedAt: .at(started + 1)))
    }

    @Test("waits stand in the part of the day in which the jobs started, by queue without label")
    func parts() async throws {
        try await run("a", queue: "default", created: 10, started: 14)
        try await run("b", queue: "default@gpu", created: 10, started: 16)
        try await run("c", queue: "default", created: 7200, started: 7203)
        try await run("d", queue: "night", created: 100, started: 100)
        clock.set(.at(86_400))
        let all = try await operations().queueWaits()
        #expect(all.map(\.queue) == ["default", "night"] && all.map(\.count) == [3, 1])
        #expect(all[0].parts.count == 24 && all[0].parts[0].start == .at(0) && all[0].parts[23].end == .at(86_400))
        #expect(all[0].parts[0].waits == [.seconds(4), .seconds(6)], "in order")
        #expect(all[0].parts[2].waits == [.seconds(3)])
        #expect(all[1].parts[0].waits == [.zero])
        #expect(try await operations(["d"]).queueWaits().map(\.queue) == ["night"], "of jobs that are not seen nothing is told")
    }

    @Test("where very many finished, a shorter stretch is told of")
    func busy() async throws {
        for index in 0..<1000 { try await run("a", queue: "default", created: 100, started: 100 + Double(index) / 1000) }
        try await run("b", queue: "default", created: 80_000, started: 80_010)
        clock.set(.at(86_400))
        let all = try await operations().queueWaits()
        #expect(all.map(\.count) == [1] && all[0].parts[0].start == .at(86_400 - 6 * 3600))
    }
}
