import Synchronization
import Testing
import YobanCore
import YobanTestKit

@testable import YobanWorker

@Suite("A worker's questions to the store", .timeLimit(.minutes(10)))
struct QuestionTests {
    /// Counts what a worker asks.
    private final class Calls: Sendable {
        private let made = Mutex<[TroubledStore.Call]>([])
        init(_ store: TroubledStore) { store.trouble { call in self.add(call) } }
        private func add(_ call: TroubledStore.Call) -> TroubledStore.Trouble? {
            made.withLock { $0.append(call) }
            return nil
        }
        var all: [TroubledStore.Call] { made.withLock { $0 } }
        func count(_ call: TroubledStore.Call) -> Int { all.count { $0 == call } }
    }

    @Test("an idle worker asks at most twice a second, all questions together")
    func idle() async throws {
        try await withPlace { place in
            let store = TroubledStore(MemoryStore())
            let calls = Calls(store)
            try place.start(store, isShared: true) {
                $0.worker.poll = WorkerSettings().poll
                $0.worker.stopCheck = WorkerSettings().stopCheck
            }
            // What it asks once, at the start.
            try await until { calls.count(.claim) >= 1 }
            let (before, begin) = (calls.all.count, ContinuousClock.now)
            try await until { calls.all.count >= before + 8 }
            #expect(.now - begin >= .seconds(4) * 0.8, "the jitter is a fifth")
        }
    }

    @Test("while work comes in it asks more often, where nobody tells of work", arguments: [(true, false), (true, true), (false, false)])
    func busy(isShared: Bool, hasNews: Bool) async throws {
        try await withPlace { place in
            let store = MemoryStore()
            let process = try place.start(store, isShared: isShared, hasNews: hasNews) { $0.worker.poll = .milliseconds(600) }
            #expect(process.worker.poll >= .milliseconds(480))
            let id = try await store.add(place.define("job", "true"))
            if isShared, !hasNews { try await until { process.worker.poll <= .milliseconds(180) } }
            _ = try await store.finished(id)
            if !isShared || hasNews { #expect(process.worker.poll >= .milliseconds(480)) }
            try await until { process.worker.poll >= .milliseconds(480) }
        }
    }

    @Test("no question for jobs while all slots are taken")
    func full() async throws {
        try await withPlace { place in
            let store = TroubledStore(MemoryStore())
            let calls = Calls(store)
            try await store.add(place.define("waits", "echo start >>log; until [ -e go ]; do sleep 0.01; done"))
            try place.start(store, isShared: true) {
                $0.worker.heartbeat = .milliseconds(20)
                $0.worker.poll = .milliseconds(10)
            }
            try await until { !place.lines("log").isEmpty }
            let (claims, beats) = (calls.count(.claim), calls.count(.renew))
            try await until { calls.count(.renew) > beats + 10 }
            #expect(calls.count(.claim) == claims)
            place.touch("go")
        }
    }

    @Test("a store that fails is asked less and less often, until it answers")
    func backoff() async throws {
        try await withPlace { place in
            let store = TroubledStore(MemoryStore())
            let asked = Mutex<[ContinuousClock.Instant]>([])
            let calls = Calls(store)
            try place.start(store, isShared: true) { $0.worker.poll = .milliseconds(10) }
            try await until { calls.count(.claim) > 0 }
            store.trouble { call in
                if call == .claim { asked.withLock { $0.append(.now) } }
                return .refuses(.unreachable)
            }
            try await until { asked.withLock { $0.count } >= 5 }
            let times = asked.withLock { $0 }
            #expect(times[4] - times[0] > .milliseconds(1500), "a quarter of a second, doubled each time, at least half of it")
            store.away(nil)
            let id = try await store.add(place.define("job", "true"))
            #expect(try await store.finished(id).status == .completed)
        }
    }

    @Test("a draining worker takes no new job, and its running one goes on; it hears of it by a ring, also before its first claim")
    func drain() async throws {
        try await withPlace { place in
            let store = TroubledStore(MemoryStore())
            let running = try await store.add(place.define("waits", "echo start >>log; until [ -e go ]; do sleep 0.01; done"))
            let first = try place.start(store) {
                $0.worker.slots = 2
                $0.worker.heartbeat = .seconds(3600)
            }
            try await until { !place.lines("log").isEmpty }
            #expect(try await store.drain(first.id, true))
            first.worker.wakeForStop()
            try await until { place.events.contains { if case .draining(true, _) = $0 { true } else { false } } }
            let next = try await store.add(place.define("next", "true"))
            let calls = Calls(store)
            first.worker.wake()
            place.touch("go")
            #expect(try await store.finished(running).status == .completed)
            await first.stop()
            let second = try place.start(store) { $0.worker.heartbeat = .milliseconds(20) }
            try await until { calls.count(.renew) >= 5 }
            #expect(calls.count(.claim) == 0)
            #expect(try await store.status(next) == .pending)
            #expect(try await store.drain(second.id, false))
            #expect(try await store.finished(next).status == .completed)
            #expect(place.events.contains { if case .draining(false, _) = $0 { true } else { false } })
        }
    }

    @Test(
        "another program's row goes to where its definition belongs before it starts; catalogues that differ don't send it round for ever")
    func placement() async throws {
        try await withPlace { place in
            let store = TroubledStore(MemoryStore())
            let job = try place.define("job", "echo $BATCH_JOB_ATTEMPT >>log") {
                $0.placement = Placement(queue: "default@here", concurrency: ConcurrencyKey(name: "k", limit: 2))
            }
            try place.start(store)
            let id = try await store.enqueue([NewJob(key: nil, name: "foreign", scriptPath: job.scriptPath)], now: wallClock())[0].id
            let end = try await store.finished(id)
            #expect(end.status == .completed && end.placement == job.placement && end.retryCount == 0)
            #expect(place.lines("log") == ["2"])
            #expect(place.events.contains { if case .moved = $0 { true } else { false } })
            // Somebody sends it back each time.
            store.afterClaim { claims in
                for claim in claims where claim.job.queue != "default" {
                    _ = try? await store.inner.release(claim, to: Placement(), now: wallClock())
                }
            }
            let round = try await store.enqueue([NewJob(key: nil, name: "foreign", scriptPath: job.scriptPath)], now: wallClock())[0].id
            #expect(try await store.finished(round).status == .completed)
        }
    }
}
