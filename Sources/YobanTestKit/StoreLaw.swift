import Testing
package import YobanCore

/// One promise that every store keeps. The list is the specification of ``JobStore``, ``AccessStore`` and
/// ``NoticeStore``: it runs on every engine.
package struct StoreLaw: Sendable, CustomTestStringConvertible {
    /// Short, unique, for tables of laws.
    package let name: String
    package let sentence: String
    private let body: @Sendable (Stage) async throws -> Void

    init(_ name: String, _ sentence: String, _ body: @escaping @Sendable (Stage) async throws -> Void) {
        self.name = name
        self.sentence = sentence
        self.body = body
    }

    package var testDescription: String { "\(name): \(sentence)" }

    /// Checks the law on an empty store; what breaks it is recorded as an issue of the running test.
    ///
    /// `others` is another program at the same table.
    package func check(_ store: any Store, others: any ForeignWriter) async throws {
        try await body(Stage(store: store, others: others))
    }

    package static let all: [StoreLaw] =
        enqueueing + claiming + queues + pauses + running + settling + late + releasing + stopping + retrying + promoting + pruning
        + listing + finished
        + places + repairing + logs + series + workers + retiring + schedules + tokens + users + signIn + audit + requests + figures
        + notices + noticeMarks
}

/// An empty store and the words in which laws are written.
struct Stage: Sendable {
    let store: any Store
    let others: any ForeignWriter

    static let worker = WorkerID("night-1")
    static let otherWorker = WorkerID("night-2")
    static let author = Author(name: "token:deploy", address: "192.0.2.7")

    func enqueue(_ name: String = "report", at now: Instant = .at(0), _ change: (inout NewJob) -> Void = { _ in }) async throws -> JobID {
        try await store.enqueue([.sample(name, change)], now: now)[0].id
    }

    func claim(
        _ count: Int = 1, queues: [String] = [Job.defaultQueue], by worker: WorkerID = worker, at now: Instant = .at(10)
    ) async throws -> [Claim] {
        try await store.claim((0..<count).map { _ in .new() }, queues: queues, by: worker, on: "host", now: now)
    }

    /// The jobs of a worker that are asked to stop, as it sees them.
    func stopRequests(for worker: WorkerID) async throws -> [JobID] {
        try await store.held(by: worker).filter(\.job.stopRequested).map(\.job.id)
    }

    /// Enqueues a job and claims it.
    func running(_ name: String = "report", by worker: WorkerID = worker, _ change: (inout NewJob) -> Void = { _ in }) async throws -> Claim
    {
        let id = try await enqueue(name, change)
        return try #require(try await claim(by: worker).first { $0.job.id == id })
    }

    @discardableResult
    func settle(_ claim: Claim, _ verdict: Verdict, _ outcome: AttemptOutcome = AttemptOutcome(reason: .ok), at end: Instant = .at(20))
        async throws -> Holding
    {
        try await store.settle(Settlement(claim: claim, outcome: outcome, verdict: verdict, endedAt: end))
    }

    func job(_ id: JobID) async throws -> Job { try #require(try await store.job(id)) }

    /// One finished job of each kind.
    func finishedOfEachKind() async throws -> [JobID] {
        var ids: [JobID] = []
        for (verdict, reason) in [(Verdict.completed, Reason.ok), (.failed, .exit), (.stopped, .stopped)] {
            let claim = try await running()
            try await settle(claim, verdict, AttemptOutcome(reason: reason, exitCode: 1, message: "it ended"))
            ids.append(claim.job.id)
        }
        return ids
    }
}

extension NewJob {
    static func sample(_ name: String = "report", _ change: (inout NewJob) -> Void = { _ in }) -> NewJob {
        var job = NewJob(key: JobKey("report"), name: name, scriptPath: "/srv/scripts/report.py")
        change(&job)
        return job
    }
}

extension ClaimToken {
    static func new() -> ClaimToken {
        var generator = SystemRandomNumberGenerator()
        return .random(using: &generator)
    }
}

extension JobStore {
    /// Without a note in the audit.
    package func drain(_ worker: WorkerID, _ draining: Bool) async throws(StoreError) -> Bool {
        try await drain(worker, draining, by: nil, now: .at(0))
    }
    package func retire(_ worker: WorkerID, session: Int64) async throws(StoreError) -> Bool {
        try await retire(worker, session: session, by: nil, now: .at(0))
    }
    /// Without a condition.
    package func renew(_ worker: WorkerID, session: Int64, now: Instant) async throws(StoreError) -> Renewal {
        try await renew(worker, session: session, condition: nil, now: now)
    }
}
