import Testing
import YobanCore
import YobanTestKit

@testable import YobanOperations

@Suite("Watching what happens") struct JobWatchTests {
    private let store = MemoryStore()

    private func running(at now: Double = 0) async throws -> Claim {
        _ = try await store.enqueue([NewJob(key: nil, name: "job", scriptPath: "/s")], now: .at(now))
        var generator = SystemRandomNumberGenerator()
        let claims = try await store.claim(
            [.random(using: &generator)], queues: ["default"], by: WorkerID("w"), on: "h", now: .at(now))
        return try #require(claims.first)
    }

    private func settle(_ claim: Claim, at end: Double, _ verdict: Verdict = .completed, _ reason: Reason = .ok) async throws {
        _ = try await store.settle(
            Settlement(claim: claim, outcome: AttemptOutcome(reason: reason), verdict: verdict, endedAt: .at(end)))
    }

    private func look(_ watch: inout JobWatch, at now: Double) async throws -> [String] {
        try await watch.look(store, now: .at(now)).map { "\($0.kind.rawValue.dropFirst(4)) \($0.job.id)" }
    }

    @Test("tells each end once, however it is dated, and nothing of before")
    func ends() async throws {
        let claims = [try await running(), try await running(), try await running(), try await running()]
        try await settle(claims[0], at: 990)
        var watch = try await JobWatch(store, now: .at(1000))
        try await settle(claims[1], at: 1000.5)
        #expect(try await look(&watch, at: 1001) == ["finished 2"])
        // Dated an hour ago, and ahead.
        try await settle(claims[2], at: -3600)
        try await settle(claims[3], at: 1300)
        #expect(try await look(&watch, at: 1002) == ["finished 4", "finished 3"])
        for now in stride(from: 1003.0, to: 1500, by: 7) { #expect(try await look(&watch, at: now) == []) }
    }

    @Test("finds an end that is committed late of a job that was not seen to run", arguments: [1.0, 20, 55])
    func lateCommit(by seconds: Double) async throws {
        var watch = try await JobWatch(store, now: .at(1000))
        for now in stride(from: 1001.0, through: 1100, by: 1) { #expect(try await look(&watch, at: now) == []) }
        let claim = try await running(at: 1090)
        try await settle(claim, at: 1100 - seconds)
        var told: [String] = []
        for now in stride(from: 1101.0, through: 1200, by: 1) { told += try await look(&watch, at: now) }
        #expect(told == ["created 1", "finished 1"])
    }

    @Test("tells a run that begins, goes on, waits again and begins again")
    func runs() async throws {
        var watch = try await JobWatch(store, now: .at(0))
        let claim = try await running(at: 1)
        #expect(try await look(&watch, at: 2) == ["created 1", "started 1"])
        _ = try await store.report(Progress(percentage: 3, message: nil), for: claim)
        #expect(try await look(&watch, at: 3) == ["progress 1"])
        #expect(try await look(&watch, at: 4) == [])
        try await settle(claim, at: 5, .retry(at: .at(6)), .exit)
        #expect(try await look(&watch, at: 5) == ["progress 1"])
        _ = try await store.promote(now: .at(7))
        let again = try #require(
            try await store.claim([ClaimToken("u")], queues: ["default"], by: WorkerID("w"), on: "h", now: .at(8)).first)
        #expect(try await look(&watch, at: 8) == ["started 1"])
        try await settle(again, at: 9, .failed, .lostHost)
        #expect(try await look(&watch, at: 10) == ["finished 1"])
        // The host was back: its result is dated long before.
        try await settle(again, at: -3000)
        #expect(try await look(&watch, at: 300) == ["finished 1"])
        #expect(try await look(&watch, at: 301) == [])
        try await store.setStatus(JobID(1), .running)
        #expect(try await look(&watch, at: 302) == ["started 1"])
        try await store.delete(JobID(1))
        #expect(try await look(&watch, at: 303) == [])
    }

    @Test("takes a crowd in several looks and leaves out none")
    func crowd() async throws {
        var watch = try await JobWatch(store, now: .at(0))
        for _ in 0..<3500 {
            let id = try await store.enqueue([NewJob(key: nil, name: "job", scriptPath: "/s")], now: .at(1))[0].id
            _ = try await store.requestStop(id, now: .at(2))
        }
        var told: [JobEvent] = []
        for now in 3...12 { told += try await watch.look(store, now: .at(Double(now))) }
        for kind in [JobEvent.Kind.created, .finished] { #expect(told.filter { $0.kind == kind }.map(\.job.id.value) == Array(1...3500)) }
    }

    @Test("a cursor reads back as it was written, and anything else is none")
    func cursor() throws {
        let cursor = EventCursor(newest: JobID(1287), at: .at(5), watched: [JobID(1286), JobID(3), JobID(1200)])
        #expect(cursor.watched.map(\.value) == [3, 1200, 1286])
        #expect(EventCursor(cursor.text) == cursor)
        let many = EventCursor(newest: JobID(.max), at: .at(5), watched: (1...500).map { JobID($0 * 1_000_000_007) })
        #expect(many.watched.count == EventCursor.mostWatched && EventCursor(many.text) == many)
        for text in ["", "1", "-1-2", "1-2-0", "1-2-x!", "1-2--3", "１-2", "1-2-1y2p0ij32e8e7-1y2p0ij32e8e7", "99999999999999-1"] {
            #expect(EventCursor(text) == nil, "\(text)")
        }
    }

    @Test("what is too much or too long ago is not replayed, and neither is another store's past")
    func noReplay() async throws {
        for _ in 0..<3 { _ = try await running() }
        let end = EventCursor(newest: JobID(3), at: .at(1_000_000), watched: [])
        for (newest, at) in [(4, 999_999.0), (3, 100), (-10_000, 999_999)] as [(Int64, Double)] {
            let from = EventCursor(newest: JobID(newest), at: .at(at), watched: [])
            #expect(try await EventReplay(store, from: from, to: end, running: []).run { _, _ in } == false)
        }
    }
}
