import Synchronization
import Testing
import YobanCore
import YobanTestKit

@testable import YobanScheduler

@Suite("Jobs of lost hosts")
struct LostHostsTests {
    private struct Scene: Sendable {
        let store = MemoryStore()
        let clock = ManualClock(.at(0))
        let boot = Mutexed(Duration.seconds(1000))
        let lost = Mutexed<[(WorkerID, [Settlement])]>([])
        let failures = Mutexed(0)
        let a = WorkerID("a-1")
        let b = WorkerID("b-1")

        func watcher(_ store: (any JobStore)? = nil) -> LostHosts {
            LostHosts(
                store: store ?? self.store, catalogue: { Catalogue(file: "/yoban.yaml", ownerUID: 0, definitions: []) }, language: .english,
                now: clock.now, bootTime: { boot.value }, lost: { worker, settled in lost.change { $0.append((worker.id, settled)) } },
                failed: { _, _ in failures.change { $0 += 1 } })
        }

        func register(_ id: WorkerID, lease: Duration = .seconds(60)) async throws -> Int64 {
            var record = WorkerRecord(
                id: id, host: String(id.value.prefix(1)), pid: 1, slots: 1, bootID: "x", doorbell: "", version: "1", seenAt: clock.now())
            record.lease = lease
            return try await store.register(record)
        }

        func add(maxRetries: Int) async throws -> JobID {
            var job = NewJob(key: nil, name: "n", scriptPath: "/s")
            job.maxRetries = maxRetries
            return try await store.enqueue([job], now: clock.now())[0].id
        }

        func claim(_ count: Int, by worker: WorkerID) async throws -> [Claim] {
            var generator = SystemRandomNumberGenerator()
            let tokens = (0..<count).map { _ in ClaimToken.random(using: &generator) }
            return try await store.claim(tokens, queues: ["default"], by: worker, on: "h", now: clock.now())
        }

        /// Reads every `pace` for a time, while b lives.
        func pass(_ time: Duration, _ watcher: LostHosts, _ watch: inout LostHosts.Sights, session: Int64) async throws {
            var left = time
            while left > .zero {
                boot.change { $0 += .seconds(5) }
                left -= .seconds(5)
                _ = try await store.renew(b, session: session, now: clock.now())
                _ = await watcher.step(&watch)
            }
        }
    }

    @Test("a silent worker's jobs are taken when its lease is over: one that may be is tried again, one that may not has failed")
    func silent() async throws {
        let scene = Scene()
        _ = try await scene.register(scene.a)
        let b = try await scene.register(scene.b)
        let again = try await scene.add(maxRetries: 1)
        let once = try await scene.add(maxRetries: 0)
        #expect(try await scene.claim(2, by: scene.a).count == 2)
        var watch = LostHosts.Sights()
        let watcher = scene.watcher()
        _ = await watcher.step(&watch)
        try await scene.pass(.seconds(80), watcher, &watch, session: b)
        #expect(scene.lost.value.isEmpty)
        try await scene.pass(.seconds(15), watcher, &watch, session: b)
        #expect(scene.lost.value.map(\.0) == [scene.a])
        let (retried, failed) = (try await scene.store.job(again), try await scene.store.job(once))
        #expect(retried?.status == .pending && retried?.retryCount == 1 && retried?.lostCount == 1)
        #expect(failed?.status == .failed && failed?.reason == .lostHost && failed?.attemptNumber == 1)
        #expect(failed?.errorMessage == "host a was lost: nothing was heard of its worker a-1 after 2026-01-01T00:00:00Z")
        #expect(try await scene.store.workers().map(\.isRetired) == [true, false])
        try await scene.pass(.seconds(200), watcher, &watch, session: b)
        #expect(scene.lost.value.count == 1)
    }

    @Test("two watchers take a job once")
    func several() async throws {
        let scene = Scene()
        _ = try await scene.register(scene.a)
        let b = try await scene.register(scene.b)
        let id = try await scene.add(maxRetries: 9)
        _ = try await scene.claim(1, by: scene.a)
        var (first, second) = (LostHosts.Sights(), LostHosts.Sights())
        for _ in 1...30 {
            scene.boot.change { $0 += .seconds(5) }
            _ = try await scene.store.renew(scene.b, session: b, now: scene.clock.now())
            let (one, two) = (first, second)
            async let a = Self.step(scene.watcher(), one)
            async let b = Self.step(scene.watcher(), two)
            (first, second) = await (a, b)
        }
        #expect(try await scene.store.job(id)?.retryCount == 1)
        #expect(scene.lost.value.flatMap(\.1).count == 1 && scene.failures.value == 0)
    }

    private static func step(_ watcher: LostHosts, _ watch: LostHosts.Sights) async -> LostHosts.Sights {
        var watch = watch
        _ = await watcher.step(&watch)
        return watch
    }

    @Test("what a watcher left half done, another finishes, once the worker has had time to come back")
    func interrupted() async throws {
        let scene = Scene()
        let session = try await scene.register(scene.a)
        let id = try await scene.add(maxRetries: 1)
        _ = try await scene.claim(1, by: scene.a)
        #expect(try await scene.store.retire(scene.a, session: session))
        var watch = LostHosts.Sights()
        _ = await scene.watcher().step(&watch)
        #expect(try await scene.store.job(id)?.status == .running)
        scene.boot.change { $0 += .seconds(30) }
        _ = await scene.watcher().step(&watch)
        #expect(try await scene.store.job(id)?.status == .pending)
        #expect(scene.lost.value.map(\.0) == [scene.a])
    }

    @Test("a worker that came back keeps what it holds")
    func back() async throws {
        let scene = Scene()
        let session = try await scene.register(scene.a)
        let id = try await scene.add(maxRetries: 1)
        #expect(try await scene.store.retire(scene.a, session: session))
        let old = try #require(try await scene.store.workers().first)
        _ = try await scene.register(scene.a)
        _ = try await scene.claim(1, by: scene.a)
        let lost = LostWorker(
            store: scene.store, catalogue: Catalogue(file: "/y", ownerUID: 0, definitions: []), language: .english, now: scene.clock.now)
        #expect(try await lost.settleAll(of: old, .silent).isEmpty)
        #expect(try await lost.retire(old, .silent) == nil)
        #expect(try await scene.store.job(id)?.status == .running)
    }

    @Test("a person's word is enough, and the message says whose it was")
    func declared() async throws {
        let scene = Scene()
        _ = try await scene.register(scene.a)
        let id = try await scene.add(maxRetries: 0)
        _ = try await scene.claim(1, by: scene.a)
        let record = try #require(try await scene.store.workers().first)
        let lost = LostWorker(
            store: scene.store, catalogue: Catalogue(file: "/y", ownerUID: 0, definitions: []), language: .japanese, now: scene.clock.now)
        #expect(try await lost.retire(record, .declaredDead)?.map(\.verdict) == [.failed])
        #expect(try await scene.store.job(id)?.errorMessage?.hasPrefix("ホスト a のワーカー a-1 は停止したものとして") == true)
        #expect(try await lost.retire(record, .declaredDead) == nil)
    }

    @Test("it reads every ten seconds, more often for a short lease, and goes on after trouble")
    func pace() async throws {
        let scene = Scene()
        var watch = LostHosts.Sights()
        #expect(await scene.watcher().step(&watch) == .seconds(10))
        _ = try await scene.register(scene.a, lease: .seconds(8))
        #expect(await scene.watcher().step(&watch) == .seconds(2))
        _ = await scene.watcher(RefusingStore(scene.store, key: JobKey("k")!)).step(&watch)
        #expect(scene.failures.value == 1)
    }
}
