/// Everything the product asks of a database, in the product's words.
///
/// Every change of a live row is a compare-and-set on that row. A call that returns has committed; a call that throws has changed
/// nothing (a cancelled task's call does one or the other, and `unknownOutcome` says that it can't be told). Any task may call; a
/// store orders its writes itself. The promises are the laws of `YobanTestKit/StoreLaw`.
package protocol JobStore: Sendable {
    // MARK: Jobs

    /// Writes rows, all or none, in the order given. Empty: nothing. With an author, each job that was created is noted in the audit
    /// (`job.enqueue`, after: `pending`) in the same transaction.
    func enqueue(_ jobs: [NewJob], by author: Author?, now: Instant) async throws(StoreError) -> [Enqueued]

    /// Takes up to `tokens.count` ready jobs of the queues, most urgent first over all of them (`priority DESC, created_at, id`), one token
    /// each, and opens an attempt for each. Jobs whose stop is requested are left, and those of paused queues. A job whose concurrency key
    /// has no place is held (`Hold.key`) and left; those behind it are taken. A running row speaks only of its own run: error,
    /// reason and progress of the run before are cleared (its attempt keeps the outcome), `started_at` is `now` until ``begin``.
    func claim(
        _ tokens: [ClaimToken], queues: [String], by worker: WorkerID, on host: String, now: Instant
    ) async throws(StoreError) -> [Claim]

    /// Notes that the attempt's process runs.
    func begin(_ claim: Claim, runDirectory: String, startedAt: Instant) async throws(StoreError) -> Holding

    /// Writes what the script said last. What `progress` leaves nil stays.
    func report(_ progress: Progress, for claim: Claim) async throws(StoreError) -> Holding

    /// Ends the attempt and moves the job on, as the verdict says. The place of its concurrency key is free then, and the most urgent job
    /// that waits for it becomes ready. A job that failed by a loss (``Reason/isLoss``) and was not tried again since takes the result of
    /// its last run still, by the same token: the host was back. Completed: progress 完了, 100, no error. Otherwise progress stays and
    /// the outcome's message becomes the error; to be tried again: held by time, one more retry counted, and one more loss if it was one.
    func settle(_ settlement: Settlement) async throws(StoreError) -> Holding

    /// Gives back a job whose attempt never started: pending again at once, no retry counted; the attempt's number is used up. With a
    /// placement, the row gets it: a row of another program does not say where its definition belongs.
    func release(_ claim: Claim, to placement: Placement?, now: Instant) async throws(StoreError) -> Holding

    /// What the worker holds: its rows that are running, by id. For adoption after a restart, and for its watch over them: a stop
    /// that is requested shows in the row, and a row that was taken away is missing.
    func held(by worker: WorkerID) async throws(StoreError) -> [Claim]

    /// Asks for a stop: a pending job is stopped at once, a running one gets its flag. With an author, what was done is noted in the audit
    /// in the same transaction (`job.stop`; `pending` to `stopped`, `running` to `stop_requested`); a request that changes nothing is not.
    func requestStop(_ id: JobID, by author: Author?, now: Instant) async throws(StoreError) -> StopAnswer

    /// Puts a finished job back in the queue, as a person asks: a new attempt, the old ones are kept. Retries and losses
    /// are counted from 0 again; stop flag, progress and error are cleared. With an author, it is noted in the audit in the same
    /// transaction (`job.retry`; from the status it had to `pending`).
    func retry(_ id: JobID, by author: Author?, now: Instant) async throws(StoreError) -> RetryAnswer

    /// Makes due jobs ready, and stopped what was flagged while pending; frees the places of concurrency keys whose run is over without
    /// having been settled (a row changed by hand), and makes those ready that wait for a place that is free.
    func promote(now: Instant) async throws(StoreError) -> Promotion

    /// Removes up to `limit` jobs that finished before the instant, with their attempts and logs, oldest first. Returns how many. Workers
    /// that were not seen since and hold nothing go too, and up to `limit` each of older entries of the audit, older requests, older
    /// notices, and of sign-in links and sessions that expired before the instant.
    func prune(finishedBefore: Instant, limit: Int) async throws(StoreError) -> Int

    // MARK: Looking

    func job(_ id: JobID) async throws(StoreError) -> Job?
    /// Attempts of a job, oldest first.
    func attempts(of id: JobID) async throws(StoreError) -> [Attempt]
    /// The host of each one's newest attempt; a job that was never tried, or is gone, is missing. For about as many as a person looks at.
    func hosts(of ids: [JobID]) async throws(StoreError) -> [JobID: String]
    /// Newest first (by id), at most `filter.limit`.
    func jobs(_ filter: JobFilter) async throws(StoreError) -> [Job]
    /// Finished jobs, ascending by ``Job/finishedAt`` and id, at most `limit`; fewer only where there are no more, or where some changed in
    /// the same moment. Those that finished after `since`, or at it with a greater id than `after`; without `after` all from `since` on.
    /// A job whose end was written late, or as a time that nobody can read, is not where it would be looked for.
    func finished(since: Instant, after: JobID?, limit: Int) async throws(StoreError) -> [Job]
    /// The greatest id ever given that still has a row.
    func newestJob() async throws(StoreError) -> JobID?
    /// Pending jobs that come before this one in its queue, paused or not; nil unless it is pending and ready. Counted up to 1,000.
    func jobsAhead(of id: JobID) async throws(StoreError) -> Int?
    /// How many jobs are not finished: pending or running. Counted up to 1,000.
    func unfinishedCount() async throws(StoreError) -> Int
    /// What waits and runs in each queue that has any, by queue.
    func queueFigures() async throws(StoreError) -> [QueueFigures]
    /// When the newest job (by id) of each of these keys that completed did so; a key without one is missing.
    func lastCompleted(of keys: [JobKey]) async throws(StoreError) -> [JobKey: Instant]

    // MARK: Logs

    /// Keeps pieces of output for readers on other hosts. A piece that is there already, or whose job is gone, is left out.
    func keepLog(_ pieces: [LogPiece]) async throws(StoreError)
    /// Pieces of an attempt that end after `offset`, in order: as many as hold `limit` bytes together, at least one if there is one.
    func log(of job: JobID, attempt: Int, from offset: Int64, limit: Int) async throws(StoreError) -> [LogPiece]
    /// Removes the pieces of an attempt that lie wholly inside the range.
    func dropLog(of job: JobID, attempt: Int, inside range: Range<Int64>) async throws(StoreError)

    // MARK: Series

    /// Keeps what a run used, in place of what was kept of it before. An attempt that is gone: nothing happens. Needs no claim that holds:
    /// the name of an attempt is that of one claim, and says nothing of who has the job now.
    func keepSeries(_ series: RunSeries, of attempt: AttemptID) async throws(StoreError)
    /// The series of those that have one; for about as many as a person looks at.
    func series(of attempts: [AttemptID]) async throws(StoreError) -> [AttemptID: RunSeries]

    // MARK: Workers

    /// Makes the worker known, with its next session number, and returns that number. The beat begins at 0, the condition is not known.
    func register(_ worker: WorkerRecord) async throws(StoreError) -> Int64
    /// Renews the leases of all that the worker holds: one beat. `notHeld`: this session is over, by ``retire`` or a newer start.
    /// Without a condition the one that was told before stays.
    func renew(_ worker: WorkerID, session: Int64, condition: WorkerCondition?, now: Instant) async throws(StoreError) -> Renewal
    /// Lets a worker take no new job, or take jobs again. False: there is no such worker. Noted with its author, if it changed anything
    /// (`worker.drain`, `worker.resume`; between `active` and `draining`).
    func drain(_ worker: WorkerID, _ draining: Bool, by author: Author?, now: Instant) async throws(StoreError) -> Bool
    /// Ends a worker's session from outside: `renew` tells it. False, and nothing done: it is no longer in this session, or retired already.
    /// What it holds is settled by the caller, claim by claim. Noted with its author (`worker.declare_dead`, after: `retired`).
    func retire(_ worker: WorkerID, session: Int64, by author: Author?, now: Instant) async throws(StoreError) -> Bool
    /// By id.
    func workers() async throws(StoreError) -> [WorkerRecord]

    // MARK: Pauses

    /// Lets a queue, named without a label, give out no job: a ``claim`` that begins after this has returned takes none of it, nor of the
    /// queues of its labels, and a place of a concurrency key that becomes free passes over the jobs that wait there. Noted as `queue.pause`
    /// (after: the reason, if there is one). False, and nothing done: it is paused already.
    func pause(queue: String, reason: String, by author: Author, now: Instant) async throws(StoreError) -> Bool
    /// Ends a pause. Noted as `queue.resume`. False, and nothing done: the queue is not paused.
    func resume(queue: String, by author: Author, now: Instant) async throws(StoreError) -> Bool
    /// By queue.
    func pausedQueues() async throws(StoreError) -> [QueuePause]

    // MARK: Schedules

    /// Where each schedule stands; a schedule that is new, or whose expression changed, begins at `now` and is noted so.
    func schedules(_ expressions: [JobKey: String], now: Instant) async throws(StoreError) -> [JobKey: Instant]
    /// Enqueues the job of one planned instant and moves the schedule on to it, together; nil if somebody else already did.
    func fire(_ key: JobKey, planned: Instant, after last: Instant, job: NewJob, now: Instant) async throws(StoreError) -> Enqueued?
}

extension JobStore {
    /// Without a note in the audit: what the product does by itself.
    package func enqueue(_ jobs: [NewJob], now: Instant) async throws(StoreError) -> [Enqueued] {
        try await enqueue(jobs, by: nil, now: now)
    }
    package func requestStop(_ id: JobID, now: Instant) async throws(StoreError) -> StopAnswer {
        try await requestStop(id, by: nil, now: now)
    }
    package func retry(_ id: JobID, now: Instant) async throws(StoreError) -> RetryAnswer { try await retry(id, by: nil, now: now) }
}

/// The answer to a worker's beat.
package enum Renewal: Sendable, Equatable {
    case held(isDraining: Bool)
    /// The session is over: what this worker ran may run elsewhere.
    case notHeld
}

/// What waits and runs in a queue. Counts go up to ``largestCount`` each; where an engine has no index that knows the queue of what is held
/// or runs, up to so many of all queues together.
package struct QueueFigures: Sendable, Equatable {
    package static let largestCount = 10_000

    package var queue: String
    /// Pending and can be claimed.
    package var ready = 0
    /// Pending and can't be claimed now: not due, without a place of its concurrency key, or to be stopped.
    package var held = 0
    package var running = 0
    /// The oldest `created_at` of those that were counted as ready.
    package var oldestReady: Instant?

    package init(queue: String) { self.queue = queue }
}

/// What became of a request to stop.
package enum StopAnswer: Sendable, Equatable {
    case stoppedBeforeStart
    /// The flag is set; the worker that runs it will act.
    case requested
    case alreadyFinished(JobStatus)
    case unknown
}

/// What became of a request to retry.
package enum RetryAnswer: Sendable, Equatable {
    case queued
    /// Only finished jobs can be retried.
    case notFinished(JobStatus)
    /// Another job with the same unique key is not finished.
    case existing(JobID)
    case unknown
}

/// What promote did.
package struct Promotion: Sendable, Equatable {
    /// Jobs that became ready.
    package var promoted: Int
    /// When the next one is due, if any waits.
    package var nextDue: Instant?

    package init(promoted: Int, nextDue: Instant?) {
        self.promoted = promoted
        self.nextDue = nextDue
    }
}

/// The end of one attempt, to be written.
package struct Settlement: Sendable, Equatable {
    package var claim: Claim
    package var outcome: AttemptOutcome
    package var verdict: Verdict
    package var startedAt: Instant?
    package var endedAt: Instant
    package var runDirectory: String?
    /// The last report that was not yet written.
    package var progress: Progress

    package init(claim: Claim, outcome: AttemptOutcome, verdict: Verdict, endedAt: Instant, progress: Progress = Progress()) {
        self.claim = claim
        self.outcome = outcome
        self.verdict = verdict
        self.endedAt = endedAt
        self.progress = progress
    }
}
