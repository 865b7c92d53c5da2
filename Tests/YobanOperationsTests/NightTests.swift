import Testing
import YobanCore
import YobanTestKit

@testable import YobanOperations

@Suite("A night as it looks now", .timeLimit(.minutes(10)))
struct NightTests {
    private let store = MemoryStore()
    private let clock = ManualClock(.at(0))
    private let key = JobKey("report")!

    private func operations(_ schedule: String? = nil) -> Operations {
        var report = JobDefinition(
            key: key, name: "月次レポート", command: ["/srv/report.py"], workingDirectory: "/srv", location: Location(file: "/srv/yoban.yaml"))
        report.schedule = schedule
        let catalogue = Catalogue(file: "/srv/yoban.yaml", ownerUID: 0, definitions: [report])
        return Operations(store: store, catalogue: catalogue, principal: .local("root"), now: clock.now, isThere: { _ in true }) { _, _ in }
    }

    private func run(_ verdict: Verdict, planned: Instant? = nil, at second: Double) async throws -> JobID {
        var job = NewJob(key: key, name: "月次レポート", scriptPath: "/srv/report.py")
        job.uniqueKey = planned.map { PlannedKey(key: key, planned: $0).uniqueKey }
        let id = try await store.enqueue([job], now: .at(second))[0].id
        let claims = try await store.claim(
            [ClaimToken("\(id)")], queues: [Job.defaultQueue], by: WorkerID("w"), on: "h", now: .at(second + 1))
        let claim = try #require(claims.first)
        _ = try await store.settle(
            Settlement(claim: claim, outcome: AttemptOutcome(reason: .ok), verdict: verdict, endedAt: .at(second + 2)))
        return id
    }

    @Test("jobs count in every night in which they waited or ran")
    func jobs() async throws {
        let before = try await run(.completed, at: -100)
        let inside = try await run(.failed, at: 10)
        let waiting = try await store.enqueue([NewJob(key: nil, name: "a", scriptPath: "/s")], now: .at(20))[0].id
        clock.set(.at(50))
        let night = try await operations().night(from: .at(0), until: .at(100), in: .utc)
        #expect(night.jobs.map(\.id) == [inside, waiting] && night.isComplete && night.count(.failed) == 1)
        #expect(try await operations().night(from: .at(-200), until: .at(0), in: .utc).jobs.map(\.id) == [before])
    }

    @Test("what a night has left running or waiting is still its own in the morning, and when it has ended then")
    func overrun() async throws {
        let nightly = NewJob(key: key, name: "月次レポート", scriptPath: "/srv/report.py")
        let late = try await store.enqueue([nightly], now: .at(10))[0].id
        let claim = try #require(
            try await store.claim([ClaimToken("late")], queues: [Job.defaultQueue], by: WorkerID("w"), on: "h", now: .at(11)).first)
        _ = try await store.begin(claim, runDirectory: "/run/1", startedAt: .at(11))
        let waiting = try await store.enqueue([nightly], now: .at(20))[0].id
        let day = try await store.enqueue([nightly], now: .at(120))[0].id
        func night() async throws -> [JobID] {
            try await operations().night(from: .at(0), until: .at(100), in: .utc).jobs.map(\.id)
        }
        clock.set(.at(150))
        #expect(try await night() == [late, waiting], "the one of the day is not among them")
        _ = try await store.settle(
            Settlement(claim: claim, outcome: AttemptOutcome(reason: .exit), verdict: .failed, endedAt: .at(160)))
        clock.set(.at(200))
        #expect(try await night() == [late, waiting])
        // By hand, the next morning.
        _ = try await store.retry(late, by: Author(name: "yamada"), now: .at(210))
        #expect(try await night() == [late, waiting])
        let again = try await store.claim([ClaimToken("again")], queues: [Job.defaultQueue], by: WorkerID("w"), on: "h", now: .at(220))
        #expect(again.map(\.job.id) == [late])
        #expect(Set(try await night()) == [late, waiting])
        let next = try await operations().night(from: .at(100), until: .at(1000), in: .utc)
        #expect(Set(next.jobs.map(\.id)) == [late, waiting, day])
        clock.set(.at(-5))
        #expect(try await operations().night(from: .at(0), until: .at(100), in: .utc).jobs.isEmpty, "that night is still to come")
    }

    @Test("a part of a night has what ran, waited or was planned in it")
    func part() async throws {
        let early = try await run(.completed, at: 10)
        let late = try await run(.completed, at: 60)
        let waiting = try await store.enqueue([NewJob(key: nil, name: "a", scriptPath: "/s")], now: .at(30))[0].id
        clock.set(.at(70))
        var night = try await operations().night(from: .at(0), until: .at(100), in: .utc)
        night.planned = [Night.Planned(key: key, at: .at(80)), Night.Planned(key: key, at: .at(90))]
        func part(_ start: Double, _ end: Double) -> [JobID] {
            night.part(from: .at(start), until: .at(end), now: clock.now()).jobs.map(\.id)
        }
        #expect(part(0, 30) == [early] && part(12, 31) == [early, waiting] && part(13, 30) == [] && part(55, 65) == [waiting, late])
        #expect(part(65, 75) == [waiting], "it waits until now")
        #expect(night.part(from: .at(80), until: .at(90), now: .at(70)).planned == [Night.Planned(key: key, at: .at(80))])
    }

    @Test("a failure is open until the definition completes again; a stop doesn't close it")
    func failures() async throws {
        let failed = try await run(.failed, at: 10)
        _ = try await run(.stopped, at: 20)
        clock.set(.at(50))
        #expect(try await operations().night(from: .at(0), until: .at(100), in: .utc).openFailures().map(\.id) == [failed])
        _ = try await run(.completed, at: 30)
        #expect(try await operations().night(from: .at(0), until: .at(100), in: .utc).openFailures().isEmpty)
    }

    @Test("a job that completes after the night closes a failure of it")
    func closedLater() async throws {
        let failed = try await run(.failed, at: 10)
        let later = try #require(try await store.job(try await run(.completed, at: 200)))
        let earlier = try #require(try await store.job(try await run(.completed, at: -50)))
        clock.set(.at(300))
        let night = try await operations().night(from: .at(0), until: .at(100), in: .utc)
        #expect(night.openFailures([key: [earlier]]).map(\.id) == [failed])
        #expect(night.openFailures([key: [later, earlier]]).isEmpty)
    }

    @Test("what a schedule queues is still to come, was queued, or was missed; of the time before it was there nothing is said")
    func planned() async throws {
        // Every hour; the clock of the tests begins at midnight.
        func at(_ hour: Double) -> Instant { .at(hour * 3600) }
        _ = try await run(.completed, planned: at(1), at: 3600)
        _ = try await run(.completed, planned: at(3), at: 3 * 3600)
        clock.set(at(5.1))
        let night = try await operations("0 * * * *").night(from: at(0), until: at(7), in: .utc)
        // The one of five o'clock may still be queued.
        #expect(night.missed.map(\.at) == [at(2), at(4)] && night.planned.map(\.at) == [at(6)])
        // It was queued in this night and ended in the next.
        _ = try await run(.completed, planned: at(6), at: 8 * 3600)
        clock.set(at(20))
        let past = try await operations("0 * * * *").night(from: at(0), until: at(7), in: .utc)
        #expect(past.missed.map(\.at) == [at(2), at(4), at(5)] && past.planned.isEmpty)
    }

    @Test("every condition of a pending job is told, those that hold it and those that don't")
    func gates() async throws {
        let operations = operations()
        let clockText: (Instant) -> String = { $0.utcText }
        let id = try await store.enqueue([NewJob(key: key, name: "a", scriptPath: "/s")], now: .at(0))[0].id
        let alone = try await operations.gates(of: operations.job(id), clock: clockText)
        #expect(alone.map(\.kind) == [.queue, .worker] && alone.map(\.isOpen) == [true, false])
        _ = try await store.register(
            WorkerRecord(id: WorkerID("w"), host: "h", pid: 1, slots: 1, bootID: "b", doorbell: "", version: "1", seenAt: .at(0)))
        _ = try await operations.pauseQueue(Job.defaultQueue, reason: "点検")
        let paused = try await operations.gates(of: operations.job(id), clock: clockText)
        #expect(paused.map(\.kind) == [.queue, .worker, .slot] && paused.map(\.isOpen) == [false, true, true])
        #expect(paused[0].evidence.ja.contains("点検") && paused[0].evidence.en.contains("点検"))
        try await operations.resumeQueue(Job.defaultQueue)
        let claims = try await store.claim([ClaimToken("t")], queues: [Job.defaultQueue], by: WorkerID("w"), on: "h", now: .at(1))
        var later = NewJob(key: key, name: "b", scriptPath: "/s")
        later.runAfter = .at(900)
        let next = try await store.enqueue([later], now: .at(2))[0].id
        let busy = try await operations.gates(of: operations.job(next), clock: clockText)
        #expect(busy.map(\.kind) == [.time, .queue, .worker, .slot] && busy.map(\.isOpen) == [false, true, true, false])
        #expect(busy[3].holders == [claims[0].job.id])
        let running = try await operations.job(claims[0].job.id)
        try await #expect(operations.gates(of: running, clock: clockText).isEmpty)
    }
}
