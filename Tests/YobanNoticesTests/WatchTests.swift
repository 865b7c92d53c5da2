import Synchronization
import Testing
import YobanCore
import YobanTestKit

@testable import YobanNotices

@Suite("What is recorded", .timeLimit(.minutes(10))) struct WatchTests {
    @Test("a failure is told once, by however many watchers and looks")
    func failure() async throws {
        let scene = Scene()
        let watches = [scene.watch(), scene.watch()]
        var sights = [Sights(), Sights()]
        for index in watches.indices { #expect(try await watches[index].look(&sights[index]) == 0) }
        scene.clock.set(.at(100))
        let id = try await scene.ran(.failed, at: 99)
        var count = 0
        for _ in 0..<3 { for index in watches.indices { count += try await watches[index].look(&sights[index]) } }
        #expect(count == 1)
        #expect(try await scene.told() == ["failed \(id)/1 ops"])
        let body = try #require(try await scene.store.notices(NoticeFilter()).first).new.body
        for part in [#""event":"failed""#, #""job_key":"report""#, "集計", #""at":"2026-01-01T00:01:39Z""#, #""status":"failed""#] {
            #expect(body.contains(part), "\(part) in \(body)")
        }
    }

    @Test("the past is not told: neither at the first start nor by a channel that is new")
    func past() async throws {
        let scene = Scene(notify: [])
        try await scene.ran(.failed, at: 50)
        scene.clock.set(.at(51))
        var sights = Sights()
        _ = try await scene.watch().look(&sights)
        scene.catalogue.withLock { $0.notify = [.ops()] }
        _ = try await scene.watch().look(&sights)
        #expect(try await scene.told().isEmpty)
        let second = try await scene.ran(.failed, at: 52)
        scene.clock.set(.at(53))
        scene.catalogue.withLock { $0.notify = [.ops(), .ops(name: "chat")] }
        for _ in 0..<2 { _ = try await scene.watch().look(&sights) }
        #expect(try await scene.told() == ["failed \(second)/1 ops"])
    }

    @Test("a retry that is still to come is no failure; the last one is")
    func retries() async throws {
        let scene = Scene()
        var sights = Sights()
        _ = try await scene.watch().look(&sights)
        let claim = try await scene.running(from: 10) { $0.maxRetries = 1 }
        try await scene.end(claim, .retry(at: .at(20)), at: 11)
        scene.clock.set(.at(20))
        _ = try await scene.watch().look(&sights)
        #expect(try await scene.told().isEmpty)
        _ = try await scene.store.promote(now: .at(20))
        try await scene.end(scene.claim(claim.job.id, at: 21), .failed, at: 22)
        scene.clock.set(.at(23))
        _ = try await scene.watch().look(&sights)
        #expect(try await scene.told() == ["failed \(claim.job.id)/2 ops"])
    }

    @Test("the first completion after a failure is a recovery, across restarts and stops; the second is not")
    func recovery() async throws {
        let scene = Scene()
        var first = Sights()
        _ = try await scene.watch().look(&first)
        let failed = try await scene.ran(.failed, at: 10)
        scene.clock.set(.at(11))
        _ = try await scene.watch().look(&first)
        try await scene.ran(.stopped, at: 20)
        try await scene.ran(.completed, at: 21, key: "other")
        let completed = try await scene.ran(.completed, at: 30)
        try await scene.ran(.completed, at: 40)
        scene.clock.set(.at(41))
        // Another process.
        var second = Sights()
        _ = try await scene.watch().look(&second)
        #expect(try await scene.told() == ["failed \(failed)/1 ops", "recovered \(completed)/1 ops"])
    }

    @Test("a failed job that a person has tried again recovers too")
    func triedAgain() async throws {
        let scene = Scene()
        var sights = Sights()
        _ = try await scene.watch().look(&sights)
        let id = try await scene.ran(.failed, at: 10)
        scene.clock.set(.at(11))
        _ = try await scene.watch().look(&sights)
        _ = try await scene.store.retry(id, now: .at(12))
        try await scene.end(scene.claim(id, at: 13), .completed, at: 14)
        scene.clock.set(.at(15))
        _ = try await scene.watch().look(&sights)
        #expect(try await scene.told() == ["failed \(id)/1 ops", "recovered \(id)/2 ops"])
    }

    @Test("an end that was written hours late is told, after a restart too", arguments: [false, true])
    func late(_ isNew: Bool) async throws {
        let scene = Scene()
        var sights = Sights()
        _ = try await scene.watch().look(&sights)
        let claim = try await scene.running(from: 10)
        for second in [20.0, 7200, 7300] {
            scene.clock.set(.at(second))
            _ = try await scene.watch().look(&sights)
            try await scene.ran(.completed, at: second, key: "other")
        }
        if isNew { sights = Sights() }
        try await scene.end(claim, .failed, at: 30)
        scene.clock.set(.at(7310))
        _ = try await scene.watch().look(&sights)
        #expect(try await scene.told() == ["failed \(claim.job.id)/1 ops"])
    }

    @Test("a definition's own list takes the place of the catalogue's; an empty one tells nobody")
    func lists() async throws {
        let own = JobDefinition.report { $0.notify = [.ops([.failed], name: "mine")] }
        var quiet = JobDefinition.report { $0.notify = [] }
        quiet.key = JobKey("quiet")!
        let scene = Scene(MemoryStore(), notify: [.ops()], own, quiet)
        var sights = Sights()
        _ = try await scene.watch().look(&sights)
        let mine = try await scene.ran(.failed, at: 10)
        try await scene.ran(.failed, at: 11, key: "quiet")
        let foreign = try await scene.ran(.failed, at: 12, key: "foreign")
        try await scene.ran(.completed, at: 13)
        scene.clock.set(.at(14))
        _ = try await scene.watch().look(&sights)
        #expect(Set(try await scene.told()) == ["failed \(mine)/1 mine", "failed \(foreign)/1 ops"])
    }

    @Test("a run over its limit is told once, each run anew")
    func tooLong() async throws {
        let definition = JobDefinition.report { $0.tooLong = .seconds(60) }
        let scene = Scene(MemoryStore(), notify: [.ops([.tooLong])], definition)
        var sights = Sights()
        let claim = try await scene.running(from: 10) { $0.maxRetries = 1 }
        for (second, count) in [(69.999, 0), (70, 1), (71, 0)] {
            scene.clock.set(.at(second))
            #expect(try await scene.watch().look(&sights) == count, "\(second)")
        }
        try await scene.end(claim, .retry(at: .at(80)), at: 75)
        _ = try await scene.store.promote(now: .at(80))
        _ = try await scene.claim(claim.job.id, at: 80)
        scene.clock.set(.at(200))
        #expect(try await scene.watch().look(&sights) == 1)
        #expect(try await scene.told() == ["too_long \(claim.job.id)/1 ops", "too_long \(claim.job.id)/2 ops"])
    }

    @Test("what takes nobody's word costs the store nothing")
    func silence() async throws {
        let scene = Scene(notify: [])
        try await scene.ran(.failed, at: 10)
        scene.clock.set(.at(11))
        var sights = Sights()
        #expect(try await scene.watch().look(&sights) == 0)
        #expect(sights.marks == nil)
    }

    @Test("a huge message is cut; the body stays small enough for every store")
    func huge() async throws {
        let scene = Scene()
        var sights = Sights()
        _ = try await scene.watch().look(&sights)
        let claim = try await scene.running(from: 10) { job in
            for number in 0..<40 { job.parameters["p\(number)"] = String(repeating: "夜", count: 1000) }
        }
        try await scene.end(claim, .failed, at: 11, message: String(repeating: "x", count: 100_000))
        scene.clock.set(.at(12))
        _ = try await scene.watch().look(&sights)
        let body = try #require(try await scene.store.notices(NoticeFilter()).first).new.body
        #expect(body.utf8.count <= NoticeBody.longest && body.contains("\"job\":{\"id\":\(claim.job.id)"))
    }
}

@Suite("What is missed", .timeLimit(.minutes(10))) struct MissedTests {
    private static let hour = 3600.0

    private func scene() -> Scene {
        Scene(MemoryStore(), notify: [.ops([.missed])], .report { $0.schedule = "0 * * * *" })
    }

    private func fire(_ scene: Scene, planned: Double, at now: Double) async throws -> JobID {
        let key = JobKey("report")!
        let planned = Instant.at(planned)
        let last = try await scene.store.schedules([key: "0 * * * *"], now: .at(0))[key]!
        var job = NewJob(key: key, name: "集計", scriptPath: "/srv/report.py")
        job.uniqueKey = PlannedKey(key: key, planned: planned).uniqueKey
        return try #require(try await scene.store.fire(key, planned: planned, after: last, job: job, now: .at(now))).id
    }

    @Test("nobody made the job: told when the delay is over, once")
    func noJob() async throws {
        let scene = scene()
        var sights = Sights()
        for (second, count) in [(0, 0), (Self.hour + 600, 0), (Self.hour + 600.001, 1), (Self.hour + 700, 0), (2 * Self.hour, 0)] {
            scene.clock.set(.at(second))
            #expect(try await scene.watch().look(&sights) == count, "\(second)")
        }
        var other = Sights()
        #expect(try await scene.watch().look(&other) == 0)
        #expect(try await scene.told() == ["missed report@\(Instant.at(Self.hour).milliseconds) ops"])
    }

    @Test("the job waits still, or was begun after the delay: missed; begun in the last moment: not", arguments: [nil, 600, 600.001])
    func begun(_ delay: Double?) async throws {
        let scene = scene()
        var sights = Sights()
        _ = try await scene.watch().look(&sights)
        let id = try await fire(scene, planned: Self.hour, at: Self.hour + 1)
        if let delay { _ = try await scene.claim(id, at: Self.hour + delay) }
        scene.clock.set(.at(Self.hour + 900))
        #expect(try await scene.watch().look(&sights) == (delay == 600 ? 0 : 1))
    }

    @Test("of many instants that passed while nobody looked, the latest is told; a changed schedule begins anew")
    func away() async throws {
        let scene = scene()
        var sights = Sights()
        _ = try await scene.watch().look(&sights)
        scene.clock.set(.at(9 * Self.hour + 601))
        _ = try await scene.watch().look(&sights)
        #expect(try await scene.told() == ["missed report@\(Instant.at(9 * Self.hour).milliseconds) ops"])
        scene.catalogue.withLock { $0.definitions[0].schedule = "30 * * * *" }
        scene.clock.set(.at(9.9 * Self.hour))
        #expect(try await scene.watch().look(&sights) == 0)
        scene.clock.set(.at(10.5 * Self.hour + 601))
        #expect(try await scene.watch().look(&sights) == 1)
    }
}
