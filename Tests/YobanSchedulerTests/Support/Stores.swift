import Synchronization
import YobanCore

/// A value that several tasks change.
final class Mutexed<Value: Sendable>: Sendable {
    private let stored: Mutex<Value>
    init(_ value: Value) { stored = Mutex(value) }
    var value: Value { stored.withLock { $0 } }
    func change(_ body: (inout Value) -> Void) {
        stored.withLock { value in
            var copy = value
            body(&copy)
            value = copy
        }
    }
}

/// Passes on what the agents of this room ask for; the rest is never asked.
protocol AgentStore: JobStore { var inner: any JobStore { get } }

extension AgentStore {
    func schedules(_ expressions: [JobKey: String], now: Instant) async throws(StoreError) -> [JobKey: Instant] {
        try await inner.schedules(expressions, now: now)
    }
    func fire(_ key: JobKey, planned: Instant, after last: Instant, job: NewJob, now: Instant) async throws(StoreError) -> Enqueued? {
        try await inner.fire(key, planned: planned, after: last, job: job, now: now)
    }
    func promote(now: Instant) async throws(StoreError) -> Promotion { try await inner.promote(now: now) }
    func prune(finishedBefore: Instant, limit: Int) async throws(StoreError) -> Int {
        try await inner.prune(finishedBefore: finishedBefore, limit: limit)
    }
    private var unasked: StoreError { StoreError(.unexpected, doing: Text(ja: "試験", en: "test")) }
    func enqueue(_ jobs: [NewJob], by author: Author?, now: Instant) async throws(StoreError) -> [Enqueued] { throw unasked }
    func claim(
        _ tokens: [ClaimToken], queues: [String], by worker: WorkerID, on host: String, now: Instant
    ) async throws(StoreError) -> [Claim] { throw unasked }
    func begin(_ claim: Claim, runDirectory: String, startedAt: Instant) async throws(StoreError) -> Holding { throw unasked }
    func report(_ progress: Progress, for claim: Claim) async throws(StoreError) -> Holding { throw unasked }
    func settle(_ settlement: Settlement) async throws(StoreError) -> Holding { throw unasked }
    func release(_ claim: Claim, to placement: Placement?, now: Instant) async throws(StoreError) -> Holding { throw unasked }
    func held(by worker: WorkerID) async throws(StoreError) -> [Claim] { throw unasked }
    func requestStop(_ id: JobID, by author: Author?, now: Instant) async throws(StoreError) -> StopAnswer { throw unasked }
    func retry(_ id: JobID, by author: Author?, now: Instant) async throws(StoreError) -> RetryAnswer { throw unasked }
    func job(_ id: JobID) async throws(StoreError) -> Job? { throw unasked }
    func attempts(of id: JobID) async throws(StoreError) -> [Attempt] { throw unasked }
    func hosts(of ids: [JobID]) async throws(StoreError) -> [JobID: String] { throw unasked }
    func jobs(_ filter: JobFilter) async throws(StoreError) -> [Job] { throw unasked }
    func finished(since: Instant, after: JobID?, limit: Int) async throws(StoreError) -> [Job] { throw unasked }
    func newestJob() async throws(StoreError) -> JobID? { throw unasked }
    func jobsAhead(of id: JobID) async throws(StoreError) -> Int? { throw unasked }
    func unfinishedCount() async throws(StoreError) -> Int { throw unasked }
    func queueFigures() async throws(StoreError) -> [QueueFigures] { throw unasked }
    func lastCompleted(of keys: [JobKey]) async throws(StoreError) -> [JobKey: Instant] { throw unasked }
    func register(_ worker: WorkerRecord) async throws(StoreError) -> Int64 { throw unasked }
    func renew(_ worker: WorkerID, session: Int64, condition: WorkerCondition?, now: Instant) async throws(StoreError) -> Renewal {
        throw unasked
    }
    func keepSeries(_ series: RunSeries, of attempt: AttemptID) async throws(StoreError) { throw unasked }
    func series(of attempts: [AttemptID]) async throws(StoreError) -> [AttemptID: RunSeries] { throw unasked }
    func drain(_ worker: WorkerID, _ draining: Bool, by author: Author?, now: Instant) async throws(StoreError) -> Bool {
        throw unasked
    }
    func retire(_ worker: WorkerID, session: Int64, by author: Author?, now: Instant) async throws(StoreError) -> Bool {
        throw unasked
    }
    func workers() async throws(StoreError) -> [WorkerRecord] { throw unasked }
    func pause(queue: String, reason: String, by author: Author, now: Instant) async throws(StoreError) -> Bool { throw unasked }
    func resume(queue: String, by author: Author, now: Instant) async throws(StoreError) -> Bool { throw unasked }
    func pausedQueues() async throws(StoreError) -> [QueuePause] { throw unasked }
    func keepLog(_ pieces: [LogPiece]) async throws(StoreError) { throw unasked }
    func log(of job: JobID, attempt: Int, from offset: Int64, limit: Int) async throws(StoreError) -> [LogPiece] { throw unasked }
    func dropLog(of job: JobID, attempt: Int, inside range: Range<Int64>) async throws(StoreError) { throw unasked }
}

/// Refuses the job of one definition.
struct RefusingStore: AgentStore {
    let inner: any JobStore
    let key: JobKey

    init(_ inner: any JobStore, key: JobKey) { (self.inner, self.key) = (inner, key) }

    func fire(_ key: JobKey, planned: Instant, after last: Instant, job: NewJob, now: Instant) async throws(StoreError) -> Enqueued? {
        guard key != self.key else { throw StoreError(.refused, doing: Text(ja: "試験", en: "test")) }
        return try await inner.fire(key, planned: planned, after: last, job: job, now: now)
    }
}

/// Counts the chunks, and says so after each.
struct CountingPrunes: AgentStore {
    let inner: any JobStore
    let count = Mutexed(0)
    let pruned: @Sendable () -> Void

    init(_ inner: any JobStore, pruned: @escaping @Sendable () -> Void) { (self.inner, self.pruned) = (inner, pruned) }

    func prune(finishedBefore: Instant, limit: Int) async throws(StoreError) -> Int {
        let removed = try await inner.prune(finishedBefore: finishedBefore, limit: limit)
        count.change { $0 += 1 }
        pruned()
        return removed
    }
}
