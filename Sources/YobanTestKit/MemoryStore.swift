import Synchronization
package import YobanCore

/// The reference store: small enough to be obviously right. It says what the engines' SQL must mean.
package final class MemoryStore: Store {
    struct Row {
        var job: Job
        var token: ClaimToken?
        var attempts: [Attempt] = []
        var series: [AttemptID: RunSeries] = [:]
    }

    struct Schedule {
        var expression: String
        var planned: Instant
    }

    /// Who has a place of a concurrency key.
    struct Lock {
        var job: JobID
        var token: ClaimToken
    }

    struct State {
        var rows: [JobID: Row] = [:]
        var lastID: Int64 = 0
        var workers: [WorkerID: WorkerRecord] = [:]
        var schedules: [JobKey: Schedule] = [:]
        /// By queue.
        var pauses: [String: QueuePause] = [:]
        /// The places of concurrency keys that are taken.
        var locks: [String: [Int: Lock]] = [:]
        /// By job.
        var logs: [JobID: [LogPiece]] = [:]
        var tokens: [AccessToken] = []
        var users: [User] = []
        var links: [NewSignInLink] = []
        /// Oldest first; the user of each as it was when the session began.
        var sessions: [UserSession] = []
        var lastSession: Int64 = 0
        /// Oldest first.
        var audit: [AuditEntry] = []
        var lastAudit: Int64 = 0
        var requests: [Request] = []
        var noticeMarks: [String: NoticeMark] = [:]
        /// Oldest first.
        var notices: [Notice] = []
        var lastNotice: Int64 = 0

        /// Rows by id.
        var sorted: [Row] { rows.values.sorted { $0.job.id < $1.job.id } }

        /// Jobs that can be claimed, in the order of taking.
        func ready(_ queues: [String]) -> [Job] {
            mostUrgentFirst { queues.contains($0.queue) && $0.status == .pending && $0.hold == nil && !$0.stopRequested }
        }

        func mostUrgentFirst(_ isWanted: (Job) -> Bool) -> [Job] {
            rows.values.map(\.job).filter(isWanted)
                .sorted { ($1.priority, $0.createdAt, $0.id) < ($0.priority, $1.createdAt, $1.id) }
        }

        func unfinished(withUniqueKey key: String?) -> JobID? {
            guard let key else { return nil }
            return rows.values.first { $0.job.uniqueKey == key && !$0.job.status.isFinished }?.job.id
        }

        mutating func insert(_ new: NewJob, now: Instant) -> Enqueued {
            if let id = unfinished(withUniqueKey: new.uniqueKey) { return .existing(id) }
            lastID += 1
            let id = JobID(lastID)
            var job = Job(id: id, key: new.key, name: new.name, scriptPath: new.scriptPath, status: .pending, createdAt: now)
            job.queue = new.queue
            job.concurrency = new.concurrency
            job.priority = new.priority
            job.maxRetries = new.maxRetries
            job.timeoutSeconds = new.timeoutSeconds
            job.parameters = new.parameters
            job.uniqueKey = new.uniqueKey
            job.submittedBy = new.submittedBy
            job.trace = new.trace
            if let due = new.runAfter, due > now {
                job.hold = .time
                job.runAfter = due
            }
            rows[id] = Row(job: job)
            return .created(id)
        }

        /// Changes the row and its newest attempt if the claim still holds.
        mutating func holding(_ claim: Claim, _ change: (inout Job, inout Attempt) -> Void) -> Holding {
            guard var row = rows[claim.job.id], row.job.status == .running, row.token == claim.token else { return .notHeld }
            change(&row.job, &row.attempts[row.attempts.count - 1])
            if row.job.status != .running {
                if !row.job.takesLateResult { row.token = nil }
                row.job.worker = nil
            }
            rows[claim.job.id] = row
            if row.job.status != .running { freePlace(of: claim) }
            return .held
        }
    }

    let state = Mutex(State())

    package init() {}

    package func enqueue(_ jobs: [NewJob], by author: Author?, now: Instant) async throws(StoreError) -> [Enqueued] {
        state.withLock { state in
            jobs.map { job in
                let enqueued = state.insert(job, now: now)
                if case .created(let id) = enqueued { state.note(.enqueue, "\(id)", by: author, now, after: "pending") }
                return enqueued
            }
        }
    }

    package func claim(
        _ tokens: [ClaimToken], queues: [String], by worker: WorkerID, on host: String, now: Instant
    ) async throws(StoreError) -> [Claim] {
        state.withLock { state in
            var tokens = tokens[...]
            var claims: [Claim] = []
            for var job in state.ready(queues.filter { !state.isPaused($0) }) {
                guard let token = tokens.first else { break }
                guard state.takePlace(for: job, token) else {
                    state.rows[job.id]?.job.hold = .key
                    continue
                }
                tokens.removeFirst()
                job.status = .running
                job.reason = nil
                job.errorMessage = nil
                job.progress = Progress()
                job.startedAt = now
                job.completedAt = nil
                job.worker = worker
                job.attemptNumber += 1
                let claim = Claim(job: job, token: token)
                let attempt = Attempt(
                    id: claim.attempt, job: job.id, number: job.attemptNumber, state: .claimed, worker: worker, host: host, claimedAt: now)
                state.rows[job.id]?.job = job
                state.rows[job.id]?.token = token
                state.rows[job.id]?.attempts.append(attempt)
                claims.append(claim)
            }
            return claims
        }
    }

    package func begin(_ claim: Claim, runDirectory: String, startedAt: Instant) async throws(StoreError) -> Holding {
        state.withLock { state in
            state.holding(claim) { job, attempt in
                job.startedAt = startedAt
                attempt.state = .running
                attempt.startedAt = startedAt
                attempt.runDirectory = runDirectory
            }
        }
    }

    package func report(_ progress: Progress, for claim: Claim) async throws(StoreError) -> Holding {
        state.withLock { state in state.holding(claim) { job, _ in job.progress = progress.over(job.progress) } }
    }

    package func settle(_ settlement: Settlement) async throws(StoreError) -> Holding {
        state.withLock { state in
            if state.settleLate(settlement) { return .held }
            return state.holding(settlement.claim) { job, attempt in
                job.settle(settlement)
                attempt.end(settlement)
            }
        }
    }

    package func release(_ claim: Claim, to placement: Placement?, now: Instant) async throws(StoreError) -> Holding {
        state.withLock { state in
            state.holding(claim) { job, attempt in
                job.status = .pending
                job.startedAt = nil
                if let placement {
                    job.queue = placement.queue
                    job.concurrency = placement.concurrency
                }
                attempt.state = .released
                attempt.endedAt = now
                attempt.outcome = AttemptOutcome(reason: .released)
            }
        }
    }

    package func held(by worker: WorkerID) async throws(StoreError) -> [Claim] {
        state.withLock { state in
            state.sorted.compactMap { row in
                guard row.job.status == .running, row.job.worker == worker, let token = row.token else { return nil }
                return Claim(job: row.job, token: token)
            }
        }
    }

    package func requestStop(_ id: JobID, by author: Author?, now: Instant) async throws(StoreError) -> StopAnswer {
        state.withLock { state in
            guard var job = state.rows[id]?.job else { return .unknown }
            defer { state.rows[id]?.job = job }
            switch job.status {
            case .pending:
                job.stopBeforeStart(now)
                state.note(.stop, "\(id)", by: author, now, before: "pending", after: "stopped")
                return .stoppedBeforeStart
            case .running:
                if !job.stopRequested { state.note(.stop, "\(id)", by: author, now, before: "running", after: "stop_requested") }
                job.stopRequested = true
                return .requested
            case .completed, .failed, .stopped:
                return .alreadyFinished(job.status)
            }
        }
    }

    package func retry(_ id: JobID, by author: Author?, now: Instant) async throws(StoreError) -> RetryAnswer {
        state.withLock { state in
            guard let job = state.rows[id]?.job else { return .unknown }
            guard job.status.isFinished else { return .notFinished(job.status) }
            if let other = state.unfinished(withUniqueKey: job.uniqueKey) { return .existing(other) }
            state.rows[id]?.job.queueAgain()
            state.rows[id]?.token = nil
            state.note(.retry, "\(id)", by: author, now, before: job.status.rawValue, after: "pending")
            return .queued
        }
    }

    package func promote(now: Instant) async throws(StoreError) -> Promotion {
        state.withLock { state in
            var promoted = 0
            for job in state.sorted.map(\.job) where job.status == .pending {
                if job.stopRequested {
                    state.rows[job.id]?.job.stopBeforeStart(now)
                } else if let due = job.runAfter, due <= now {
                    state.rows[job.id]?.job.hold = nil
                    state.rows[job.id]?.job.runAfter = nil
                    promoted += 1
                }
            }
            promoted += state.repairPlaces()
            return Promotion(promoted: promoted, nextDue: state.rows.values.compactMap(\.job.runAfter).min())
        }
    }

    package func prune(finishedBefore: Instant, limit: Int) async throws(StoreError) -> Int {
        state.withLock { state in
            func end(_ job: Job) -> Instant { job.completedAt ?? job.createdAt }
            let old = state.sorted.map(\.job).filter { $0.status.isFinished && end($0) < finishedBefore }
                .sorted { (end($0), $0.id) < (end($1), $1.id) }.prefix(max(0, limit))
            for job in old {
                state.rows[job.id] = nil
                state.logs[job.id] = nil
            }
            let busy = Set(state.rows.values.map(\.job).filter { $0.status == .running }.compactMap(\.worker))
            state.workers = state.workers.filter { $1.seenAt >= finishedBefore || busy.contains($0) }
            let oldEntries = Set(state.audit.filter { $0.at < finishedBefore }.map(\.id).prefix(max(0, limit)))
            state.audit.removeAll { oldEntries.contains($0.id) }
            let oldRequests = Set(state.requests.filter { $0.begunAt < finishedBefore }.map(\.request).prefix(max(0, limit)))
            state.requests.removeAll { oldRequests.contains($0.request) }
            let oldNotices = Set(state.notices.filter { $0.at < finishedBefore }.map(\.id).prefix(max(0, limit)))
            state.notices.removeAll { oldNotices.contains($0.id) }
            let oldLinks = Set(state.links.filter { $0.expiresAt < finishedBefore }.map(\.hash).prefix(max(0, limit)))
            state.links.removeAll { oldLinks.contains($0.hash) }
            let oldSessions = Set(state.sessions.filter { $0.new.expiresAt < finishedBefore }.map(\.id).prefix(max(0, limit)))
            state.sessions.removeAll { oldSessions.contains($0.id) }
            return old.count
        }
    }
}
