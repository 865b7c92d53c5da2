import Testing
import YobanCore
import YobanRows
import YobanTestKit

@testable import YobanPostgres

@Suite("Many at one table", .serialized, .timeLimit(.minutes(10)))
struct CrowdTests {
    @Test("sixteen claimants over four stores take 2,000 jobs: none twice, none lost, each settled, no error and no false “empty”")
    func claimants() async throws {
        let scratch = try await Scratch().migrated()
        let stores = try await withThrowingTaskGroup(of: PostgresStore.self) { group in
            for _ in 0..<4 { group.addTask { try await scratch.open() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let ids = try await stores[0].enqueue((0..<2000).map { NewJob(key: nil, name: "job \($0)", scriptPath: "/s") }, now: .at(0)).map(
            \.id)
        let taken = try await withThrowingTaskGroup(of: [JobID].self) { group in
            for number in 0..<16 {
                group.addTask { try await work(stores[number % 4], WorkerID("w\(number)"), slots: 1 + number % 3) }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(taken.sorted() == ids)
        #expect(try await stores[0].unfinishedCount() == 0)
        let deadlocks = try await scratch.foreign().execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        #expect(deadlocks == ["0"])
    }

    /// Claims and settles until nothing is left; says which jobs.
    private func work(_ store: PostgresStore, _ worker: WorkerID, slots: Int) async throws -> [JobID] {
        var generator = SystemRandomNumberGenerator()
        var mine: [JobID] = []
        while true {
            let tokens = (0..<slots).map { _ in ClaimToken.random(using: &generator) }
            let claims = try await store.claim(tokens, queues: ["default"], by: worker, on: "h", now: .at(Double(mine.count)))
            if claims.isEmpty { return mine }
            for claim in claims {
                let settlement = Settlement(claim: claim, outcome: AttemptOutcome(reason: .ok), verdict: .completed, endedAt: .at(1))
                guard try await store.settle(settlement) == .held else { throw StoreError(.unexpected, doing: .claim) }
                mine.append(claim.job.id)
            }
        }
    }

    @Test("claimants of jobs with keys in several queues run into no deadlock, and leave nothing waiting")
    func keys() async throws {
        let scratch = try await Scratch().migrated()
        let stores = [try await scratch.open(), try await scratch.open()]
        let jobs = (0..<120).map { number in
            var job = NewJob(key: nil, name: "job \(number)", scriptPath: "/s")
            job.queue = "queue-\(number % 3)"
            job.concurrency = ConcurrencyKey(name: "key-\(number * 7 % 5)", limit: 1 + number % 2)
            return job
        }
        _ = try await stores[0].enqueue(jobs, now: .at(0))
        try await withThrowingTaskGroup { group in
            for number in 0..<10 {
                group.addTask { try await workAll(stores[number % 2], WorkerID("w\(number)"), slots: 1 + number % 4) }
            }
            try await group.waitForAll()
        }
        #expect(try await stores[0].unfinishedCount() == 0)
        let deadlocks = try await scratch.foreign().execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        #expect(deadlocks == ["0"])
    }

    /// Claims and settles until nothing is unfinished, without promote.
    private func workAll(_ store: PostgresStore, _ worker: WorkerID, slots: Int) async throws {
        var generator = SystemRandomNumberGenerator()
        while try await store.unfinishedCount() > 0 {
            let tokens = (0..<slots).map { _ in ClaimToken.random(using: &generator) }
            let queues = (0..<3).map { "queue-\($0)" }.shuffled()
            let claims = try await store.claim(tokens, queues: queues, by: worker, on: "h", now: .at(1))
            for claim in claims {
                let settlement = Settlement(claim: claim, outcome: AttemptOutcome(reason: .ok), verdict: .completed, endedAt: .at(2))
                #expect(try await store.settle(settlement) == .held)
            }
        }
    }

    @Test("a thousand jobs are enqueued in one call, in order")
    func batch() async throws {
        let scratch = try await Scratch().migrated()
        let store = try await scratch.open()
        let jobs = (0..<1000).map { NewJob(key: nil, name: "job \($0)", scriptPath: "/s") }
        let ids = try await store.enqueue(jobs, now: .at(0)).map(\.id)
        #expect(ids == ids.sorted() && Set(ids).count == 1000)
        var filter = JobFilter()
        filter.limit = 2
        #expect(try await store.jobs(filter).map(\.name) == ["job 999", "job 998"])
    }

    @Test("a row that is locked by another program is passed over, not waited for; one that is only referred to is taken")
    func locked() async throws {
        let scratch = try await Scratch().migrated()
        let store = try await scratch.open()
        let others = try scratch.foreign()
        let first = try await others.insert(name: "a", script: "/s", priority: 2)
        let second = try await others.insert(name: "b", script: "/s", priority: 1)
        try await others.execute("BEGIN; SELECT 1 FROM batch_job_queue WHERE id = \(first) FOR UPDATE")
        try await others.execute("SELECT 1 FROM batch_job_queue WHERE id = \(second) FOR KEY SHARE")
        let claims = try await store.claim(
            [ClaimToken("t1"), ClaimToken("t2")], queues: ["default"], by: WorkerID("w"), on: "h", now: .at(0))
        #expect(claims.map(\.job.id) == [second])
        try await others.execute("ROLLBACK")
    }
}
