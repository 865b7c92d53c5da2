import Synchronization
package import YobanCore

/// One thing that a store may get wrong, and the laws that must catch it.
package struct Fault: Sendable {
    package let summary: String
    /// Names of laws.
    package let caughtBy: [String]
    private let breaks: @Sendable (inout BrokenStore, MemoryStore) -> Void

    init(_ summary: String, caughtBy: String..., breaks: @escaping @Sendable (inout BrokenStore, MemoryStore) -> Void) {
        self.init(summary, caughtBy: caughtBy, breaks: breaks)
    }

    init(_ summary: String, caughtBy: [String], breaks: @escaping @Sendable (inout BrokenStore, MemoryStore) -> Void) {
        self.summary = summary
        self.caughtBy = caughtBy
        self.breaks = breaks
    }

    /// A store that is right but for this.
    package func store() -> (store: any Store, others: any ForeignWriter) {
        let inner = MemoryStore()
        var broken = BrokenStore(inner)
        breaks(&broken, inner)
        return (broken, inner)
    }

    package static let all: [Fault] =
        enqueueing + claiming + queues + pauses + running + settling + late + releasing + stopping + promoting + listing + finished + places
        + repairing + logs + series
        + workers + retiring + schedules + tokens + users + signIn + audit + requests + figures + notices
}

/// The reference store with some of its answers replaced.
struct BrokenStore: Store {
    // What is replaced of these five forgets who asked.
    var onEnqueue: (@Sendable ([NewJob], Instant) async throws -> [Enqueued])?
    var onRequestStop: (@Sendable (JobID, Instant) async throws -> StopAnswer)?
    var onRetry: (@Sendable (JobID, Instant) async throws -> RetryAnswer)?
    var onDrain: (@Sendable (WorkerID, Bool) async throws -> Bool)?
    var onRetire: (@Sendable (WorkerID, Int64) async throws -> Bool)?
    var onClaim: @Sendable ([ClaimToken], [String], WorkerID, String, Instant) async throws -> [Claim]
    var onBegin: @Sendable (Claim, String, Instant) async throws -> Holding
    var onReport: @Sendable (Progress, Claim) async throws -> Holding
    var onSettle: @Sendable (Settlement) async throws -> Holding
    var onRelease: @Sendable (Claim, Placement?, Instant) async throws -> Holding
    var onHeld: @Sendable (WorkerID) async throws -> [Claim]
    var onPromote: @Sendable (Instant) async throws -> Promotion
    var onPrune: @Sendable (Instant, Int) async throws -> Int
    var onAttempts: @Sendable (JobID) async throws -> [Attempt]
    var onHosts: @Sendable ([JobID]) async throws -> [JobID: String]
    var onJobs: @Sendable (JobFilter) async throws -> [Job]
    var onFinished: @Sendable (Instant, JobID?, Int) async throws -> [Job]
    var onNewest: @Sendable () async throws -> JobID?
    var onAhead: @Sendable (JobID) async throws -> Int?
    var onUnfinished: @Sendable () async throws -> Int
    var onKeepLog: @Sendable ([LogPiece]) async throws -> Void
    var onLog: @Sendable (JobID, Int, Int64, Int) async throws -> [LogPiece]
    var onDropLog: @Sendable (JobID, Int, Range<Int64>) async throws -> Void
    var onKeepSeries: @Sendable (RunSeries, AttemptID) async throws -> Void
    var onSeries: @Sendable ([AttemptID]) async throws -> [AttemptID: RunSeries]
    var onRegister: @Sendable (WorkerRecord) async throws -> Int64
    var onRenew: @Sendable (WorkerID, Int64, WorkerCondition?, Instant) async throws -> Renewal
    var onWorkers: @Sendable () async throws -> [WorkerRecord]
    var onPause: @Sendable (String, String, Author, Instant) async throws -> Bool
    var onResume: @Sendable (String, Author, Instant) async throws -> Bool
    var onPausedQueues: @Sendable () async throws -> [QueuePause]
    var onSchedules: @Sendable ([JobKey: String], Instant) async throws -> [JobKey: Instant]
    var onFire: @Sendable (JobKey, Instant, Instant, NewJob, Instant) async throws -> Enqueued?
    var onAddToken: @Sendable (NewAccessToken, Author, Instant) async throws -> AccessToken?
    var onToken: @Sendable (String) async throws -> AccessToken?
    var onTokens: @Sendable () async throws -> [AccessToken]
    var onRevokeToken: @Sendable (Int64, Author, Instant) async throws -> Bool
    var onNoteUse: @Sendable (Int64, Instant) async throws -> Void
    var onAddUser: @Sendable (NewUser, Author, Instant) async throws -> User?
    var onUsers: @Sendable () async throws -> [User]
    var onChangeUser: @Sendable (Int64, Role, Bool, Author, Instant) async throws -> Bool
    var onAddLink: @Sendable (NewSignInLink, Author, Instant) async throws -> Bool
    var onLink: @Sendable (String) async throws -> (user: User, expiresAt: Instant)?
    var onSignIn: @Sendable (String, NewUserSession, Instant) async throws -> UserSession?
    var onSession: @Sendable (String) async throws -> UserSession?
    var onSessions: @Sendable () async throws -> [UserSession]
    var onNoteSessionUse: @Sendable (Int64, Instant) async throws -> Void
    var onEndSession: @Sendable (Int64, Author, Instant) async throws -> Bool
    var onAudit: @Sendable (AuditFilter) async throws -> [AuditEntry]
    var onBeginRequest: @Sendable (IdempotentRequest, Instant) async throws -> IdempotencyState
    var onFinish: @Sendable (IdempotentRequest, KeptAnswer) async throws -> Void
    var onForget: @Sendable (IdempotentRequest) async throws -> Void
    var onFigures: @Sendable () async throws -> [QueueFigures]
    var onLastCompleted: @Sendable ([JobKey]) async throws -> [JobKey: Instant]
    var onNoticeMarks: @Sendable ([String: String], Instant) async throws -> [String: Instant]
    var onMoveNoticeMark: @Sendable (String, Instant) async throws -> Void
    var onRecord: @Sendable ([NewNotice], Instant) async throws -> Int
    var onClaimNotices: @Sendable (Int, Instant, Instant) async throws -> [Notice]
    var onConclude: @Sendable (Notice, NoticeEnd, Instant) async throws -> Bool
    var onNotices: @Sendable (NoticeFilter) async throws -> [Notice]
    let inner: MemoryStore

    init(_ inner: MemoryStore) {
        self.inner = inner
        onClaim = { try await inner.claim($0, queues: $1, by: $2, on: $3, now: $4) }
        onBegin = { try await inner.begin($0, runDirectory: $1, startedAt: $2) }
        onReport = { try await inner.report($0, for: $1) }
        onSettle = { try await inner.settle($0) }
        onRelease = { try await inner.release($0, to: $1, now: $2) }
        onHeld = { try await inner.held(by: $0) }
        onPromote = { try await inner.promote(now: $0) }
        onPrune = { try await inner.prune(finishedBefore: $0, limit: $1) }
        onAttempts = { try await inner.attempts(of: $0) }
        onHosts = { try await inner.hosts(of: $0) }
        onJobs = { try await inner.jobs($0) }
        onFinished = { try await inner.finished(since: $0, after: $1, limit: $2) }
        onNewest = { try await inner.newestJob() }
        onAhead = { try await inner.jobsAhead(of: $0) }
        onUnfinished = { try await inner.unfinishedCount() }
        onKeepLog = { try await inner.keepLog($0) }
        onLog = { try await inner.log(of: $0, attempt: $1, from: $2, limit: $3) }
        onDropLog = { try await inner.dropLog(of: $0, attempt: $1, inside: $2) }
        onKeepSeries = { try await inner.keepSeries($0, of: $1) }
        onSeries = { try await inner.series(of: $0) }
        onRegister = { try await inner.register($0) }
        onRenew = { try await inner.renew($0, session: $1, condition: $2, now: $3) }
        onWorkers = { try await inner.workers() }
        onPause = { try await inner.pause(queue: $0, reason: $1, by: $2, now: $3) }
        onResume = { try await inner.resume(queue: $0, by: $1, now: $2) }
        onPausedQueues = { try await inner.pausedQueues() }
        onSchedules = { try await inner.schedules($0, now: $1) }
        onFire = { try await inner.fire($0, planned: $1, after: $2, job: $3, now: $4) }
        onAddToken = { try await inner.addToken($0, by: $1, now: $2) }
        onToken = { try await inner.token(hash: $0) }
        onTokens = { try await inner.tokens() }
        onRevokeToken = { try await inner.revokeToken($0, by: $1, now: $2) }
        onNoteUse = { try await inner.noteUse(ofToken: $0, at: $1) }
        onAddUser = { try await inner.addUser($0, by: $1, now: $2) }
        onUsers = { try await inner.users() }
        onChangeUser = { try await inner.changeUser($0, role: $1, isDisabled: $2, by: $3, now: $4) }
        onAddLink = { try await inner.addSignInLink($0, by: $1, now: $2) }
        onLink = { try await inner.signInLink(hash: $0) }
        onSignIn = { try await inner.signIn(link: $0, $1, now: $2) }
        onSession = { try await inner.session(hash: $0) }
        onSessions = { try await inner.sessions() }
        onNoteSessionUse = { try await inner.noteUse(ofSession: $0, at: $1) }
        onEndSession = { try await inner.endSession($0, by: $1, now: $2) }
        onAudit = { try await inner.audit($0) }
        onBeginRequest = { try await inner.begin($0, now: $1) }
        onFinish = { try await inner.finish($0, $1) }
        onForget = { try await inner.forget($0) }
        onFigures = { try await inner.queueFigures() }
        onLastCompleted = { try await inner.lastCompleted(of: $0) }
        onNoticeMarks = { try await inner.noticeMarks($0, now: $1) }
        onMoveNoticeMark = { try await inner.moveNoticeMark($0, to: $1) }
        onRecord = { try await inner.record($0, now: $1) }
        onClaimNotices = { try await inner.claimNotices(limit: $0, until: $1, now: $2) }
        onConclude = { try await inner.conclude($0, $1, now: $2) }
        onNotices = { try await inner.notices($0) }
    }

    func enqueue(_ jobs: [NewJob], by author: Author?, now: Instant) async throws(StoreError) -> [Enqueued] {
        guard let onEnqueue else { return try await inner.enqueue(jobs, by: author, now: now) }
        return try await typed { try await onEnqueue(jobs, now) }
    }
    func claim(
        _ tokens: [ClaimToken], queues: [String], by worker: WorkerID, on host: String, now: Instant
    ) async throws(StoreError) -> [Claim] { try await typed { try await onClaim(tokens, queues, worker, host, now) } }
    func begin(_ claim: Claim, runDirectory: String, startedAt: Instant) async throws(StoreError) -> Holding {
        try await typed { try await onBegin(claim, runDirectory, startedAt) }
    }
    func report(_ progress: Progress, for claim: Claim) async throws(StoreError) -> Holding {
        try await typed { try await onReport(progress, claim) }
    }
    func settle(_ settlement: Settlement) async throws(StoreError) -> Holding { try await typed { try await onSettle(settlement) } }
    func release(_ claim: Claim, to placement: Placement?, now: Instant) async throws(StoreError) -> Holding {
        try await typed { try await onRelease(claim, placement, now) }
    }
    func held(by worker: WorkerID) async throws(StoreError) -> [Claim] { try await typed { try await onHeld(worker) } }
    func requestStop(_ id: JobID, by author: Author?, now: Instant) async throws(StoreError) -> StopAnswer {
        guard let onRequestStop else { return try await inner.requestStop(id, by: author, now: now) }
        return try await typed { try await onRequestStop(id, now) }
    }
    func retry(_ id: JobID, by author: Author?, now: Instant) async throws(StoreError) -> RetryAnswer {
        guard let onRetry else { return try await inner.retry(id, by: author, now: now) }
        return try await typed { try await onRetry(id, now) }
    }
    func promote(now: Instant) async throws(StoreError) -> Promotion { try await typed { try await onPromote(now) } }
    func prune(finishedBefore: Instant, limit: Int) async throws(StoreError) -> Int {
        try await typed { try await onPrune(finishedBefore, limit) }
    }
    func job(_ id: JobID) async throws(StoreError) -> Job? { try await inner.job(id) }
    func attempts(of id: JobID) async throws(StoreError) -> [Attempt] { try await typed { try await onAttempts(id) } }
    func hosts(of ids: [JobID]) async throws(StoreError) -> [JobID: String] { try await typed { try await onHosts(ids) } }
    func jobs(_ filter: JobFilter) async throws(StoreError) -> [Job] { try await typed { try await onJobs(filter) } }
    func finished(since: Instant, after: JobID?, limit: Int) async throws(StoreError) -> [Job] {
        try await typed { try await onFinished(since, after, limit) }
    }
    func newestJob() async throws(StoreError) -> JobID? { try await typed { try await onNewest() } }
    func jobsAhead(of id: JobID) async throws(StoreError) -> Int? { try await typed { try await onAhead(id) } }
    func unfinishedCount() async throws(StoreError) -> Int { try await typed { try await onUnfinished() } }
    func keepLog(_ pieces: [LogPiece]) async throws(StoreError) { try await typed { try await onKeepLog(pieces) } }
    func log(of job: JobID, attempt: Int, from offset: Int64, limit: Int) async throws(StoreError) -> [LogPiece] {
        try await typed { try await onLog(job, attempt, offset, limit) }
    }
    func dropLog(of job: JobID, attempt: Int, inside range: Range<Int64>) async throws(StoreError) {
        try await typed { try await onDropLog(job, attempt, range) }
    }
    func keepSeries(_ series: RunSeries, of attempt: AttemptID) async throws(StoreError) {
        try await typed { try await onKeepSeries(series, attempt) }
    }
    func series(of attempts: [AttemptID]) async throws(StoreError) -> [AttemptID: RunSeries] {
        try await typed { try await onSeries(attempts) }
    }
    func register(_ worker: WorkerRecord) async throws(StoreError) -> Int64 { try await typed { try await onRegister(worker) } }
    func renew(_ worker: WorkerID, session: Int64, condition: WorkerCondition?, now: Instant) async throws(StoreError) -> Renewal {
        try await typed { try await onRenew(worker, session, condition, now) }
    }
    func drain(_ worker: WorkerID, _ draining: Bool, by author: Author?, now: Instant) async throws(StoreError) -> Bool {
        guard let onDrain else { return try await inner.drain(worker, draining, by: author, now: now) }
        return try await typed { try await onDrain(worker, draining) }
    }
    func retire(_ worker: WorkerID, session: Int64, by author: Author?, now: Instant) async throws(StoreError) -> Bool {
        guard let onRetire else { return try await inner.retire(worker, session: session, by: author, now: now) }
        return try await typed { try await onRetire(worker, session) }
    }
    func workers() async throws(StoreError) -> [WorkerRecord] { try await typed { try await onWorkers() } }
    func schedules(_ expressions: [JobKey: String], now: Instant) async throws(StoreError) -> [JobKey: Instant] {
        try await typed { try await onSchedules(expressions, now) }
    }
    func fire(
        _ key: JobKey, planned: Instant, after last: Instant, job: NewJob, now: Instant
    ) async throws(StoreError) -> Enqueued? { try await typed { try await onFire(key, planned, last, job, now) } }
}

/// Gives a closure's error its type back, which closure literals lose.
func typed<T>(_ body: () async throws -> T) async throws(StoreError) -> T {
    do {
        return try await body()
    } catch let error as StoreError {
        throw error
    } catch {
        throw StoreError(.unexpected, doing: Text(ja: "テスト", en: "test"), cause: "\(error)")
    }
}

extension MemoryStore {
    /// Damages a row.
    func spoil(_ id: JobID, _ change: (inout Job) -> Void) {
        state.withLock { state in
            guard var job = state.rows[id]?.job else { return }
            change(&job)
            state.rows[id]?.job = job
        }
    }

    /// Damages the newest attempt of a row.
    func spoilAttempt(_ id: JobID, _ change: (inout Attempt) -> Void) {
        state.withLock { state in
            guard let last = state.rows[id]?.attempts.indices.last else { return }
            if var attempt = state.rows[id]?.attempts[last] {
                change(&attempt)
                state.rows[id]?.attempts[last] = attempt
            }
        }
    }

    func remove(_ id: JobID) { state.withLock { $0.rows[id] = nil } }

    func forgetLastID() { state.withLock { $0.lastID = $0.rows.keys.map(\.value).max() ?? 0 } }

    /// The claim with whatever token the row has now: what a store that forgets tokens would accept.
    func forgetful(_ claim: Claim) -> Claim {
        state.withLock { Claim(job: claim.job, token: $0.rows[claim.job.id]?.token ?? claim.token) }
    }
}
