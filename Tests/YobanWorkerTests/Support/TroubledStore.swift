import Synchronization
import YobanCore

/// A store that a test can take away for a while, and whose answers it can lose.
final class TroubledStore: JobStore {
    enum Trouble: Sendable {
        /// Nothing is changed.
        case refuses(StoreError.Code)
        /// The write is committed, its answer is lost.
        case losesAnswer(StoreError.Code)
    }
    enum Call: Sendable { case claim, begin, report, settle, release, held, renew, log, series, other }

    let inner: any JobStore
    private let trouble = Mutex<@Sendable (Call) -> Trouble?>({ _ in nil })
    private let after = Mutex<[Call: @Sendable ([Claim]) async -> Void]>([:])

    init(_ inner: any JobStore) { self.inner = inner }

    /// What is wrong from now on, by call.
    func trouble(_ trouble: @escaping @Sendable (Call) -> Trouble?) { self.trouble.withLock { $0 = trouble } }
    /// Wrong in the same way for all calls; nil: nothing any more.
    func away(_ code: StoreError.Code?) { trouble { _ in code.map { .refuses($0) } } }
    /// Happens right after a claim, before the worker hears of it.
    func afterClaim(_ action: @escaping @Sendable ([Claim]) async -> Void) { after.withLock { $0[.claim] = action } }

    private func pass<T: Sendable>(_ call: Call, _ body: () async throws(StoreError) -> T) async throws(StoreError) -> T {
        let trouble = trouble.withLock { $0 }(call)
        if case .refuses(let code) = trouble { throw error(code) }
        let answer = try await body()
        if case .losesAnswer(let code) = trouble { throw error(code) }
        return answer
    }

    private func error(_ code: StoreError.Code) -> StoreError { StoreError(code, doing: Text(ja: "試験", en: "test")) }

    func enqueue(_ jobs: [NewJob], by author: Author?, now: Instant) async throws(StoreError) -> [Enqueued] {
        try await inner.enqueue(jobs, by: author, now: now)
    }
    func claim(
        _ tokens: [ClaimToken], queues: [String], by worker: WorkerID, on host: String, now: Instant
    ) async throws(StoreError) -> [Claim] {
        let claims = try await pass(.claim) { () throws(StoreError) in
            try await inner.claim(tokens, queues: queues, by: worker, on: host, now: now)
        }
        if !claims.isEmpty, let action = after.withLock({ $0[.claim] }) { await action(claims) }
        return claims
    }
    func begin(_ claim: Claim, runDirectory: String, startedAt: Instant) async throws(StoreError) -> Holding {
        try await pass(.begin) { () throws(StoreError) in try await inner.begin(claim, runDirectory: runDirectory, startedAt: startedAt) }
    }
    func report(_ progress: Progress, for claim: Claim) async throws(StoreError) -> Holding {
        try await pass(.report) { () throws(StoreError) in try await inner.report(progress, for: claim) }
    }
    func settle(_ settlement: Settlement) async throws(StoreError) -> Holding {
        try await pass(.settle) { () throws(StoreError) in try await inner.settle(settlement) }
    }
    func release(_ claim: Claim, to placement: Placement?, now: Instant) async throws(StoreError) -> Holding {
        try await pass(.release) { () throws(StoreError) in try await inner.release(claim, to: placement, now: now) }
    }
    func held(by worker: WorkerID) async throws(StoreError) -> [Claim] {
        try await pass(.held) { () throws(StoreError) in try await inner.held(by: worker) }
    }
    func renew(_ worker: WorkerID, session: Int64, condition: WorkerCondition?, now: Instant) async throws(StoreError) -> Renewal {
        try await pass(.renew) { () throws(StoreError) in
            try await inner.renew(worker, session: session, condition: condition, now: now)
        }
    }
    func register(_ worker: WorkerRecord) async throws(StoreError) -> Int64 {
        try await pass(.other) { () throws(StoreError) in try await inner.register(worker) }
    }
    func keepLog(_ pieces: [LogPiece]) async throws(StoreError) {
        try await pass(.log) { () throws(StoreError) in try await inner.keepLog(pieces) }
    }
    func keepSeries(_ series: RunSeries, of attempt: AttemptID) async throws(StoreError) {
        try await pass(.series) { () throws(StoreError) in try await inner.keepSeries(series, of: attempt) }
    }
    func series(of attempts: [AttemptID]) async throws(StoreError) -> [AttemptID: RunSeries] {
        try await pass(.series) { () throws(StoreError) in try await inner.series(of: attempts) }
    }

    // What tests look with always works.
    func log(of job: JobID, attempt: Int, from offset: Int64, limit: Int) async throws(StoreError) -> [LogPiece] {
        try await inner.log(of: job, attempt: attempt, from: offset, limit: limit)
    }
    func dropLog(of job: JobID, attempt: Int, inside range: Range<Int64>) async throws(StoreError) {
        try await inner.dropLog(of: job, attempt: attempt, inside: range)
    }
    func drain(_ worker: WorkerID, _ draining: Bool, by author: Author?, now: Instant) async throws(StoreError) -> Bool {
        try await inner.drain(worker, draining, by: author, now: now)
    }
    func retire(_ worker: WorkerID, session: Int64, by author: Author?, now: Instant) async throws(StoreError) -> Bool {
        try await inner.retire(worker, session: session, by: author, now: now)
    }
    func requestStop(_ id: JobID, by author: Author?, now: Instant) async throws(StoreError) -> StopAnswer {
        try await inner.requestStop(id, by: author, now: now)
    }
    func retry(_ id: JobID, by author: Author?, now: Instant) async throws(StoreError) -> RetryAnswer {
        try await inner.retry(id, by: author, now: now)
    }
    func promote(now: Instant) async throws(StoreError) -> Promotion { try await inner.promote(now: now) }
    func prune(finishedBefore: Instant, limit: Int) async throws(StoreError) -> Int {
        try await inner.prune(finishedBefore: finishedBefore, limit: limit)
    }
    func job(_ id: JobID) async throws(StoreError) -> Job? { try await inner.job(id) }
    func attempts(of id: JobID) async throws(StoreError) -> [Attempt] { try await inner.attempts(of: id) }
    func hosts(of ids: [JobID]) async throws(StoreError) -> [JobID: String] { try await inner.hosts(of: ids) }
    func jobs(_ filter: JobFilter) async throws(StoreError) -> [Job] { try await inner.jobs(filter) }
    func finished(since: Instant, after: JobID?, limit: Int) async throws(StoreError) -> [Job] {
        try await inner.finished(since: since, after: after, limit: limit)
    }
    func newestJob() async throws(StoreError) -> JobID? { try await inner.newestJob() }
    func jobsAhead(of id: JobID) async throws(StoreError) -> Int? { try await inner.jobsAhead(of: id) }
    func unfinishedCount() async throws(StoreError) -> Int { try await inner.unfinishedCount() }
    func queueFigures() async throws(StoreError) -> [QueueFigures] { try await inner.queueFigures() }
    func lastCompleted(of keys: [JobKey]) async throws(StoreError) -> [JobKey: Instant] { try await inner.lastCompleted(of: keys) }
    func workers() async throws(StoreError) -> [WorkerRecord] { try await inner.workers() }
    func pause(queue: String, reason: String, by author: Author, now: Instant) async throws(StoreError) -> Bool {
        try await inner.pause(queue: queue, reason: reason, by: author, now: now)
    }
    func resume(queue: String, by author: Author, now: Instant) async throws(StoreError) -> Bool {
        try await inner.resume(queue: queue, by: author, now: now)
    }
    func pausedQueues() async throws(StoreError) -> [QueuePause] { try await inner.pausedQueues() }
    func schedules(_ expressions: [JobKey: String], now: Instant) async throws(StoreError) -> [JobKey: Instant] {
        try await inner.schedules(expressions, now: now)
    }
    func fire(_ key: JobKey, planned: Instant, after last: Instant, job: NewJob, now: Instant) async throws(StoreError) -> Enqueued? {
        try await inner.fire(key, planned: planned, after: last, job: job, now: now)
    }
}
