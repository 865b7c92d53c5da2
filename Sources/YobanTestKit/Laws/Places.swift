import Synchronization
import Testing
import YobanCore

extension Stage {
    static let key = "host-db"

    /// A job that shares ``key``.
    func enqueueKeyed(limit: Int = 1, priority: Int = 0, at now: Instant = .at(0)) async throws -> JobID {
        try await enqueue(at: now) { job in
            job.concurrency = ConcurrencyKey(name: Self.key, limit: limit)
            job.priority = priority
        }
    }

    /// A job that has the only place of ``key``, and one that was found waiting for it.
    func runningAndHeld(_ change: (inout NewJob) -> Void = { _ in }) async throws -> (running: Claim, held: JobID) {
        let running = try await running { job in
            job.concurrency = ConcurrencyKey(name: Self.key)
            change(&job)
        }
        let held = try await enqueueKeyed()
        try await #expect(claim(3).isEmpty)
        try await #expect(job(held).hold == .key)
        return (running, held)
    }

    /// Whether a job waits for a place.
    func isHeld(_ id: JobID) async throws -> Bool { try await job(id).hold == .key }
}

extension StoreLaw {
    static let places: [StoreLaw] = [
        StoreLaw("key-one", "of jobs with one concurrency key one runs, the others are held, and what is behind them is taken") { stage in
            let first = try await stage.enqueueKeyed(priority: 3)
            let second = try await stage.enqueueKeyed(priority: 2)
            let other = try await stage.enqueue { ($0.priority, $0.concurrency) = (1, ConcurrencyKey(name: "other")) }
            let plain = try await stage.enqueue()
            let late = try await stage.enqueueKeyed(priority: -1)
            try await #expect(stage.claim(3).map(\.job.id) == [first, other, plain])
            let job = try await stage.job(second)
            #expect(job.status == .pending && job.hold == .key && job.attemptNumber == 0)
            try await #expect(stage.claim(3).isEmpty)
            try await #expect(stage.isHeld(late))
            try await #expect(stage.store.jobsAhead(of: second) == nil)
            try await #expect(stage.store.unfinishedCount() == 5)
        },
        StoreLaw("key-many", "as many jobs of a concurrency key run as its limit says") { stage in
            let ids = try await stage.store.enqueue(
                (0..<5).map { _ in .sample { $0.concurrency = ConcurrencyKey(name: Stage.key, limit: 3) } }, now: .at(0)
            ).map(\.id)
            let claims = try await stage.claim(2) + stage.claim(9)
            #expect(claims.map(\.job.id) == Array(ids.prefix(3)))
            #expect(claims.allSatisfy { $0.job.concurrency == ConcurrencyKey(name: Stage.key, limit: 3) })
            try await #expect(stage.claim(9).isEmpty)
            try await stage.settle(try #require(claims.last), .completed)
            try await #expect(stage.claim(9).map(\.job.id) == [ids[3]])
        },
        StoreLaw("key-own-limit", "each job goes by its own limit") { stage in
            let narrow = try await stage.enqueueKeyed(limit: 1, priority: 3)
            let wide = try await stage.enqueueKeyed(limit: 2, priority: 2)
            let next = try await stage.enqueueKeyed(limit: 1, priority: 1)
            try await #expect(stage.claim(9).map(\.job.id) == [narrow, wide])
            try await #expect(stage.isHeld(next))
        },
        StoreLaw("key-behind", "a claim is not shorter because of those that are held, however many") { stage in
            _ = try await stage.store.enqueue(
                (0..<300).map { _ in .sample { ($0.priority, $0.concurrency) = (5, ConcurrencyKey(name: Stage.key)) } }, now: .at(0))
            let plain = try await stage.store.enqueue((0..<3).map { _ in .sample() }, now: .at(0)).map(\.id)
            try await #expect(stage.claim(4).dropFirst().map(\.job.id) == plain)
        },
        StoreLaw("key-none", "a job without a concurrency key is never held") { stage in
            _ = try await stage.running { $0.concurrency = ConcurrencyKey(name: "") }
            let ids = try await stage.store.enqueue((0..<3).map { _ in .sample() }, now: .at(0)).map(\.id)
            try await #expect(stage.claim(9).map(\.job.id) == ids)
        },
        StoreLaw("key-queues", "a concurrency key is one over all queues") { stage in
            _ = try await stage.running { $0.concurrency = ConcurrencyKey(name: Stage.key) }
            let other = try await stage.enqueue { ($0.queue, $0.concurrency) = ("night", ConcurrencyKey(name: Stage.key)) }
            try await #expect(stage.claim(2, queues: ["night"], by: Stage.otherWorker).isEmpty)
            try await #expect(stage.isHeld(other))
        },
        StoreLaw("key-freed", "the end of a run frees its place, however it ended, and the job that waits is ready at once") { stage in
            let ends: [(Verdict, Reason)] = [
                (.completed, .ok), (.failed, .exit), (.stopped, .stopped), (.failed, .lostHost), (.retry(at: .at(500)), .exit),
                (.retry(at: .at(500)), .lostShim),
            ]
            for (verdict, reason) in ends {
                let (running, held) = try await stage.runningAndHeld()
                try await #expect(stage.settle(running, verdict, AttemptOutcome(reason: reason)) == .held)
                try await #expect(stage.job(held).hold == nil)
                let next = try #require(try await stage.claim(9).first)
                #expect(next.job.id == held)
                try await stage.settle(next, .completed)
            }
        },
        StoreLaw("key-released", "a release frees the place too, and the more urgent goes first") { stage in
            let (running, held) = try await stage.runningAndHeld { $0.priority = -1 }
            try await #expect(stage.store.release(running, to: nil, now: .at(12)) == .held)
            try await #expect(stage.job(held).hold == nil)
            try await #expect(stage.claim(9).map(\.job.id) == [held])
            try await #expect(stage.isHeld(running.job.id))
        },
        StoreLaw("key-stale", "a write that is not accepted frees no place") { stage in
            let (running, held) = try await stage.runningAndHeld()
            let stale = Claim(job: running.job, token: .new())
            try await #expect(stage.settle(stale, .completed) == .notHeld)
            try await #expect(stage.store.release(stale, to: nil, now: .at(12)) == .notHeld)
            try await #expect(stage.claim(9).isEmpty)
            try await #expect(stage.isHeld(held))
        },
        StoreLaw("key-urgent", "of those that wait for a place the most urgent gets it, then the oldest, then the smallest id") { stage in
            var running = try await stage.running { $0.concurrency = ConcurrencyKey(name: Stage.key) }
            let late = try await stage.enqueueKeyed(at: .at(3))
            let early = try await stage.enqueueKeyed(at: .at(1))
            let sameTime = try await stage.enqueueKeyed(at: .at(1))
            let urgent = try await stage.enqueueKeyed(priority: 5, at: .at(4))
            try await #expect(stage.claim(9).isEmpty)
            for next in [urgent, early, sameTime, late] {
                try await stage.settle(running, .completed)
                let ready = try await stage.store.jobs(JobFilter()).filter { $0.status == .pending && $0.hold == nil }
                #expect(ready.map(\.id) == [next])
                running = try #require(try await stage.claim(9).first)
                #expect(running.job.id == next)
            }
        },
        StoreLaw("key-stop", "a job that waits for a place is stopped at once, and ready again after a retry") { stage in
            let (running, held) = try await stage.runningAndHeld()
            try await #expect(stage.store.requestStop(held, now: .at(15)) == .stoppedBeforeStart)
            let stopped = try await stage.job(held)
            #expect(stopped.status == .stopped && stopped.hold == nil)
            try await #expect(stage.store.retry(held, now: .at(16)) == .queued)
            try await #expect(stage.job(held).hold == nil)
            try await #expect(stage.claim().isEmpty)
            try await #expect(stage.isHeld(held))
            try await stage.settle(running, .completed)
            try await #expect(stage.claim().map(\.job.id) == [held])
        },
        StoreLaw("key-retry", "a job that is to be tried again needs a place again") { stage in
            let (running, held) = try await stage.runningAndHeld { $0.maxRetries = 1 }
            try await stage.settle(running, .retry(at: .at(30)), AttemptOutcome(reason: .exit))
            let next = try #require(try await stage.claim().first)
            #expect(next.job.id == held)
            _ = try await stage.store.promote(now: .at(30))
            try await #expect(stage.claim(at: .at(31)).isEmpty)
            try await #expect(stage.isHeld(running.job.id))
            try await stage.settle(next, .completed)
            try await #expect(stage.claim(at: .at(32)).map(\.job.id) == [running.job.id])
        },
        StoreLaw("key-race", "with many claimants never more run than the limit says, and none is left waiting") { stage in
            for limit in [1, 3] { try await race(stage, limit: limit) }
        },
    ]

    /// Eight claimants, several keys, few jobs of each: the last of a key ends while others find no place.
    private static func race(_ stage: Stage, limit: Int) async throws {
        let keys = (0..<6).map { ConcurrencyKey(name: "race-\(limit)-\($0)", limit: limit) }
        let jobs = (0..<(limit + 3)).flatMap { _ in keys.map { key in NewJob.sample { $0.concurrency = key } } }
        let ids = try await stage.store.enqueue(jobs, now: .at(0)).map(\.id)
        let census = Census()
        try await withThrowingTaskGroup { group in
            for number in 0..<8 {
                group.addTask {
                    var empty = 0
                    while empty < 20 {
                        let claims = try await stage.claim(1 + number % 2, by: WorkerID("w\(number)"))
                        empty = claims.isEmpty ? empty + 1 : 0
                        census.enter(claims)
                        await Task.yield()
                        census.leave(claims)
                        for claim in claims { try await stage.settle(claim, .completed) }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(census.most <= limit)
        // Nothing runs now: each of those that are left has a place, without promote.
        while case let claims = try await stage.claim(9), !claims.isEmpty {
            for claim in claims { try await stage.settle(claim, .completed) }
        }
        for id in ids { try await #expect(stage.job(id).status == .completed) }
    }
}

/// How many jobs of each key run, counted by those that run them.
private final class Census: Sendable {
    private let counts = Mutex<(running: [String: Int], most: Int)>(([:], 0))

    var most: Int { counts.withLock { $0.most } }

    func enter(_ claims: [Claim]) {
        counts.withLock { counts in
            for key in claims.compactMap(\.job.concurrency?.name) {
                let count = counts.running[key, default: 0] + 1
                counts.running[key] = count
                counts.most = max(counts.most, count)
            }
        }
    }

    func leave(_ claims: [Claim]) {
        counts.withLock { counts in for key in claims.compactMap(\.job.concurrency?.name) { counts.running[key, default: 0] -= 1 } }
    }
}
