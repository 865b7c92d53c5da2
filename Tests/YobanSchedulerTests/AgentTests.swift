import Synchronization
import Testing
import YobanCore
import YobanTestKit

@testable import YobanScheduler

@Suite("Due jobs become ready")
struct PromoterTests {
    private func scene(_ delays: [Double]) async throws -> (MemoryStore, ManualClock, Mutexed<Int>, Promoter) {
        let store = MemoryStore()
        let clock = ManualClock(.at(0))
        for delay in delays {
            var job = NewJob(key: nil, name: "later", scriptPath: "/a")
            job.runAfter = .at(delay)
            _ = try await store.enqueue([job], now: .at(0))
        }
        let rings = Mutexed(0)
        let promoter = Promoter(
            store: store, interval: .seconds(1), now: clock.now, promoted: { rings.change { $0 += 1 } }, failed: { _, _ in })
        return (store, clock, rings, promoter)
    }

    @Test("it waits until the next one is due, at most its interval, and rings only when something became ready")
    func waits() async throws {
        let (store, clock, rings, promoter) = try await scene([0.25, 30])
        #expect(await promoter.step() == .milliseconds(250))
        #expect(rings.value == 0)
        clock.set(.at(0.25))
        #expect(await promoter.step() == .seconds(1))
        #expect(rings.value == 1)
        #expect(try await store.job(JobID(1))?.hold == nil)
        #expect(try await store.job(JobID(2))?.hold == .time)
        clock.set(.at(29.9999))
        #expect(await promoter.step() == .milliseconds(1), "never no wait at all")
        clock.set(.at(400))
        #expect(await promoter.step() == .seconds(1))
        #expect(rings.value == 2)
    }

    @Test("several promoters promote a job once")
    func several() async throws {
        let (store, clock, rings, promoter) = try await scene([1])
        clock.set(.at(1))
        await withTaskGroup(of: Void.self) { group in for _ in 0..<8 { group.addTask { _ = await promoter.step() } } }
        #expect(rings.value == 1)
        #expect(try await store.jobsAhead(of: JobID(1)) == 0)
    }

    @Test("it ends when cancelled", .timeLimit(.minutes(10)))
    func cancelled() async throws {
        let (_, _, _, promoter) = try await scene([])
        // Cancelled at once.
        let task = Task { await promoter.run() }
        task.cancel()
        await task.value
    }
}

@Suite("Old jobs go")
struct PrunerTests {
    private func store(finished count: Int, at end: Instant) async throws -> MemoryStore {
        let store = MemoryStore()
        _ = try await store.enqueue((0..<count).map { NewJob(key: nil, name: "\($0)", scriptPath: "/a") }, now: .at(0))
        let tokens = (0..<count).map { ClaimToken("\($0)") }
        for claim in try await store.claim(tokens, queues: ["default"], by: WorkerID("w"), on: "h", now: .at(0)) {
            _ = try await store.settle(Settlement(claim: claim, outcome: AttemptOutcome(reason: .ok), verdict: .completed, endedAt: end))
        }
        return store
    }

    @Test("rows and run directories go by the same instant, however many there are", .timeLimit(.minutes(10)))
    func round() async throws {
        let store = try await store(finished: 2 * Pruner.chunk + 3, at: .at(10))
        let clock = ManualClock(.at(100))
        let instants = Mutexed<[Instant]>([])
        let pruner = Pruner(
            store: store, keep: .seconds(95), now: clock.now, pruneRuns: { at in instants.change { $0.append(at) } }, failed: { _, _ in })
        await pruner.round()
        #expect(try await store.newestJob() != nil, "not yet old enough")
        clock.set(.at(106))
        await pruner.round()
        #expect(try await store.newestJob() == nil)
        #expect(instants.value == [.at(5), .at(11)])
    }

    @Test("what is pending or running stays, however old")
    func unfinished() async throws {
        let store = MemoryStore()
        _ = try await store.enqueue((0..<2).map { NewJob(key: nil, name: "\($0)", scriptPath: "/a") }, now: .at(0))
        _ = try await store.claim([ClaimToken("t")], queues: ["default"], by: WorkerID("w"), on: "h", now: .at(0))
        await Pruner(store: store, keep: .zero, now: { .at(1e9) }, pruneRuns: { _ in }, failed: { _, _ in }).round()
        #expect(try await store.unfinishedCount() == 2)
    }

    @Test("it stops between two chunks when cancelled, and says nothing of it", .timeLimit(.minutes(10)))
    func cancelled() async throws {
        let store = try await store(finished: 3 * Pruner.chunk, at: .at(10))
        let failures = Mutexed(0)
        let box = Mutexed<Task<Void, Never>?>(nil)
        let counting = CountingPrunes(store) { box.value?.cancel() }
        let pruner = Pruner(
            store: counting, keep: .zero, now: { .at(100) },
            pruneRuns: { _ in while box.value == nil { await Task.yield() } }, failed: { _, _ in failures.change { $0 += 1 } })
        // Cancelled by its own first chunk.
        let task = Task { await pruner.round() }
        box.change { $0 = task }
        await task.value
        #expect(counting.count.value == 1 && failures.value == 0)
        #expect(try await store.jobs(JobFilter()).count == 50)
    }
}
