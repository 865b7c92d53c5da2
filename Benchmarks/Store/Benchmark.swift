import Foundation
import Synchronization
import YobanCore

/// The measurements, in order. Each leaves the queue empty of unfinished jobs.
struct Benchmark {
    let options: Options
    let database: any MeasuredDatabase

    func run() async throws -> [String: Any] {
        try await database.migrate()
        let store = try await database.open(connections: 1)
        try await drainQueue(store)
        let rows = try database.fill(history: options.history)
        let reading = try await reading(store)
        let enqueueing = try await enqueueing(store)
        let looking = try await looking(store)
        let claiming = try await Crowd(options: options, database: database).run()
        return [
            "settings": try database.settings(), "history_rows": rows, "rows_read": reading, "enqueue_1000_ms": enqueueing,
            "looks_ms": looking, "crowd": claiming, "processors": ProcessInfo.processInfo.activeProcessorCount,
        ]
    }

    /// Settles what a run that was cut off has left.
    private func drainQueue(_ store: any JobStore) async throws {
        for _ in 0..<1000 {
            let claims = try await store.claim(
                (0..<100).map { _ in .fresh() }, queues: workerQueues, by: WorkerID("rest"), on: "benchmark", now: .current())
            if claims.isEmpty { return }
            for claim in claims { _ = try await store.settle(.completed(claim)) }
        }
    }

    /// Rows read for one claim and one settlement, by a claimer that is alone.
    private func reading(_ store: any JobStore) async throws -> [String: Any] {
        let count = 200
        _ = try await store.enqueue((0..<count + 1).map { .numbered($0) }, now: .current())
        func claim() async throws -> [Claim] {
            try await store.claim([.fresh()], queues: workerQueues, by: WorkerID("reader"), on: "benchmark", now: .current())
        }
        // The first one prepares the statements.
        for claim in try await claim() { _ = try await store.settle(.completed(claim)) }
        let start = try database.rowsRead()
        var claims: [Claim] = []
        for _ in 0..<count { claims += try await claim() }
        let claimed = try database.rowsRead()
        for claim in claims { _ = try await store.settle(.completed(claim)) }
        let settled = try database.rowsRead()
        return [
            "per_claim": Double(claimed - start) / Double(claims.count), "per_settle": Double(settled - claimed) / Double(claims.count),
        ]
    }

    private func enqueueing(_ store: any JobStore) async throws -> [String: Any] {
        var times: [Duration] = []
        for _ in 0..<options.jobs / 1000 {
            let jobs = (0..<1000).map { NewJob.numbered($0) }
            times.append(try await ContinuousClock().measure { _ = try await store.enqueue(jobs, now: .current()) })
        }
        return summary(times)
    }

    /// The looks of lists, counts and `why`, beside the history and the jobs that were enqueued just now.
    private func looking(_ store: any JobStore) async throws -> [String: Any] {
        var failed = JobFilter()
        failed.statuses = [.failed]
        failed.limit = 10
        var byKey = JobFilter()
        byKey.keyGlob = "key-3"
        var byGlob = JobFilter()
        byGlob.keyGlob = "key-*"
        var since = JobFilter()
        since.since = Instant(milliseconds: Instant.current().milliseconds - 2 * 3_600_000)
        let newest = try await store.newestJob() ?? JobID(0)
        let looks: [(String, () async throws -> Void)] = [
            ("list", { _ = try await store.jobs(JobFilter()) }), ("last_failed", { _ = try await store.jobs(failed) }),
            ("list_by_key", { _ = try await store.jobs(byKey) }), ("list_by_glob", { _ = try await store.jobs(byGlob) }),
            ("list_since", { _ = try await store.jobs(since) }), ("unfinished_count", { _ = try await store.unfinishedCount() }),
            ("jobs_ahead", { _ = try await store.jobsAhead(of: newest) }), ("newest", { _ = try await store.newestJob() }),
            ("promote", { _ = try await store.promote(now: .current()) }), ("workers", { _ = try await store.workers() }),
        ]
        var figures: [String: Any] = [:]
        for (name, look) in looks {
            var times: [Duration] = []
            for _ in 0..<20 { times.append(try await ContinuousClock().measure { try await look() }) }
            figures[name] = summary(times)
        }
        return figures
    }

    private func summary(_ times: [Duration]) -> [String: Any] {
        let sorted = times.map { $0 / .milliseconds(1) }.sorted()
        return ["median": sorted[sorted.count / 2], "max": sorted[sorted.count - 1]]
    }
}

/// What a worker without settings takes from.
let workerQueues = Placement.queues([Job.defaultQueue], labels: ["benchmark"])

extension Instant {
    static func current() -> Instant { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
}

extension ClaimToken {
    static func fresh() -> ClaimToken {
        var generator = SystemRandomNumberGenerator()
        return .random(using: &generator)
    }
}

extension NewJob {
    static func numbered(_ number: Int) -> NewJob {
        NewJob(key: JobKey("benchmark"), name: "job \(number)", scriptPath: "/srv/scripts/benchmark.py")
    }
}

extension Settlement {
    static func completed(_ claim: Claim) -> Settlement {
        Settlement(claim: claim, outcome: AttemptOutcome(reason: .ok, exitCode: 0), verdict: .completed, endedAt: .current())
    }
}
