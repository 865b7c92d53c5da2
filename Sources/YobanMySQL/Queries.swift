import YobanCore
import YobanRows

/// Every query on live jobs and attempts, in the words of MariaDB and MySQL. Values are bound, never written in.
///
/// A live row is changed by primary key only. FORCE INDEX sees to it: left alone, the planner takes (status, id) for `id = … AND status = …`,
/// and then locks that index before the row, while others lock the row first. It also keeps the planner, which guesses sizes from samples,
/// from walking another index when the queue is nearly empty. A NULL that another program left in `stop_requested` means no.
enum Queries {
    // MARK: Enqueueing

    static let insertJob: Query = """
        INSERT INTO batch_job_queue (job_key, job_name, script_path, status, created_at, queue, concurrency_key, concurrency_limit, priority,
            max_retries, timeout_seconds, parameters, ready, hold, run_after_ms, unique_key, submitted_by, traceparent, enqueue_token)
        VALUES (:key, :name, :script, 'pending', :created, :queue, :concurrency, :limit, :priority,
            :maxRetries, :timeout, :parameters, :ready, :hold, :runAfter, :unique, :submitter, :trace, :token)
        """
    /// The rows of one INSERT, in its order. On a cluster their ids are not one after the other.
    static let insertedIDs: Query = """
        SELECT id FROM batch_job_queue FORCE INDEX (PRIMARY) WHERE id >= :first AND enqueue_token = :token ORDER BY id LIMIT :limit
        """
    static let unfinishedWithUniqueKey: Query = "SELECT id FROM batch_job_queue WHERE unfinished_key = :unique"
    /// The same for ``idsAtOnce`` keys; places that are not needed are NULL.
    static let unfinishedWithUniqueKeys = Query(
        "SELECT unfinished_key, id FROM batch_job_queue FORCE INDEX (job_unfinished) WHERE unfinished_key IN (\(places(idsAtOnce)))")
    /// Waits for a transaction of ours that may still be on its way to commit.
    static let enqueueToken: Query = "SELECT enqueue_token FROM batch_job_queue WHERE id = :id LOCK IN SHARE MODE"

    // MARK: Claiming

    /// Ready jobs of one queue in the order of taking, paused or not. Looks without locks, in the index alone.
    static let readyJobs = Query(readyJobs(place(0), where: ""))
    /// How many queues one look walks.
    static let queuesAtOnce = 16
    /// Of each queue that is not paused those whose turn it is, by a short walk through the index for each; to be merged.
    static func claimableJobs(queues: Int) -> Query {
        let walks = (0..<queues).map { readyJobs(place($0), where: "AND \(isOpen(":" + place($0)))") }
        return Query(walks.count == 1 ? walks[0] : walks.map { "(\($0))" }.joined(separator: " UNION ALL "))
    }
    private static func readyJobs(_ queue: String, where condition: String) -> String {
        """
        SELECT id, queue, priority, created_at, concurrency_key FROM batch_job_queue FORCE INDEX (job_ready)
        WHERE status = 'pending' AND ready = 1 AND queue = :\(queue) AND coalesce(stop_requested, 0) = 0 \(condition)
        ORDER BY priority DESC, created_at, id LIMIT :limit
        """
    }
    /// The row of a candidate, for this transaction alone from here on: nothing when its turn is over.
    static let lockJob = Query(
        """
        SELECT \(Job.columns) FROM batch_job_queue FORCE INDEX (PRIMARY)
        WHERE id = :id AND status = 'pending' AND ready = 1 AND queue = :queue AND concurrency_key <=> :concurrency
            AND coalesce(stop_requested, 0) = 0 FOR UPDATE
        """)
    /// The same, and nothing when another claimant has it: among many there is no waiting.
    static let lockFreeJob = lockJob.followed(by: "SKIP LOCKED")
    /// A running row speaks only of this run: what the one before left is in `attempt`.
    static let takeJob: Query = """
        UPDATE batch_job_queue FORCE INDEX (PRIMARY) SET status = 'running', worker_id = :worker, claim_token = :token, attempt_no = attempt_no + 1,
            started_at = :started, completed_at = NULL, error_message = NULL, reason = NULL, hold = NULL, run_after_ms = NULL,
            progress_message = NULL, progress_percentage = NULL
        WHERE id = :id
        """
    /// How many digits of a second a table keeps: an adopted one has whole seconds.
    static let startedPrecision: Query = """
        SELECT datetime_precision FROM information_schema.columns
        WHERE table_schema = DATABASE() AND table_name = 'batch_job_queue' AND column_name = 'started_at'
        """
    static let insertAttempt: Query = """
        INSERT INTO attempt (job_id, number, id, state, worker_id, host, claimed_ms)
        VALUES (:job, :number, :id, 'claimed', :worker, :host, :claimed)
        """
    /// After a lost answer to COMMIT: what the attempt's row says, once a transaction that may still be under way has ended.
    static let stateOfAttempt: Query = """
        SELECT id, state, reason, ended_ms FROM attempt WHERE job_id = :job AND number = :number LOCK IN SHARE MODE
        """
    static let heldJobs: Query = """
        SELECT \(Job.columns), claim_token FROM batch_job_queue FORCE INDEX (job_worker)
        WHERE worker_id = :worker AND status = 'running' AND claim_token IS NOT NULL ORDER BY id
        """

    // MARK: Running, by token

    static let beginJob: Query = """
        UPDATE batch_job_queue FORCE INDEX (PRIMARY) SET started_at = :started WHERE id = :id AND claim_token = :token AND status = 'running'
        """
    static let beginAttempt: Query = """
        UPDATE attempt SET state = 'running', started_ms = :started, run_directory = :directory WHERE job_id = :job AND number = :number
        """
    static let reportProgress: Query = """
        UPDATE batch_job_queue FORCE INDEX (PRIMARY) SET progress_percentage = coalesce(:percentage, progress_percentage),
            progress_message = coalesce(:message, progress_message)
        WHERE id = :id AND claim_token = :token AND status = 'running'
        """
    static let releaseJob: Query = """
        UPDATE batch_job_queue FORCE INDEX (PRIMARY) SET status = 'pending', ready = 1, started_at = NULL, worker_id = NULL, claim_token = NULL,
            queue = coalesce(:queue, queue), concurrency_key = IF(:placed, :concurrency, concurrency_key),
            concurrency_limit = IF(:placed, :limit, concurrency_limit)
        WHERE id = :id AND claim_token = :token AND status = 'running'
        """
    static let releaseAttempt: Query = """
        UPDATE attempt SET state = 'released', ended_ms = :ended, reason = 'released' WHERE job_id = :job AND number = :number
        """

    // MARK: Settling, by token

    // Row and attempt by two statements: one for both would collect the second's rows in a temporary table on disk each time.
    private static let settle = """
        UPDATE batch_job_queue FORCE INDEX (PRIMARY)
        SET reason = :reason, error_message = :error, started_at = coalesce(:started, started_at),
            progress_percentage = coalesce(:percentage, progress_percentage), progress_message = coalesce(:message, progress_message),
            worker_id = NULL
        """
    private static let finish = "\(settle), status = :status, completed_at = :ended, claim_token = :kept"
    private static let held = "WHERE id = :id AND claim_token = :token AND status = 'running'"
    static let finishJob = Query("\(finish) \(held)")
    /// The run was believed lost, and tells its end still: its token is in the row as long as nobody began anew.
    static let finishLate = Query(
        "\(finish) WHERE id = :id AND claim_token = :token AND status = 'failed' AND reason IN ('lost_host', 'lost_shim')")
    static let retryLater = Query(
        """
        \(settle), status = 'pending', ready = 0, hold = 'time', run_after_ms = :due, claim_token = NULL,
            retry_count = least(greatest(coalesce(retry_count, 0), 0), 999999999) + 1, lost_count = lost_count + :lost
        \(held)
        """)
    static let endAttempt: Query = """
        UPDATE attempt SET state = 'ended', started_ms = coalesce(:startedMs, started_ms), ended_ms = :endedMs,
            run_directory = coalesce(:directory, run_directory), reason = :reason, exit_code = :exitCode, `signal` = :signal, message = :said,
            user_ms = :user, system_ms = :system, peak_memory_bytes = :peak, output_bytes = :output, dropped_bytes = :dropped,
            survivors = :survivors, ended_by = :endedBy, processes_left = :left
        WHERE job_id = :job AND number = :number
        """

    // MARK: Stopping and retrying

    static let statusOfJob: Query = "SELECT status, stop_requested FROM batch_job_queue WHERE id = :id"
    /// The status that the job keeps until the end of the transaction.
    static let lockedStatusOfJob: Query = "SELECT status FROM batch_job_queue FORCE INDEX (PRIMARY) WHERE id = :id FOR UPDATE"
    static let stopPending: Query = """
        UPDATE batch_job_queue FORCE INDEX (PRIMARY) SET status = 'stopped', reason = 'stopped', stop_requested = 1, completed_at = :now,
            ready = 1, hold = NULL, run_after_ms = NULL
        WHERE id = :id AND status = 'pending'
        """
    /// Nothing when it has its flag already.
    static let flagRunning: Query = """
        UPDATE batch_job_queue FORCE INDEX (PRIMARY) SET stop_requested = 1
        WHERE id = :id AND status = 'running' AND coalesce(stop_requested, 0) = 0
        """
    /// A status that can't be (another program's, or NULL) counts as finished.
    static let queueAgain: Query = """
        UPDATE batch_job_queue FORCE INDEX (PRIMARY) SET status = 'pending', ready = 1, hold = NULL, run_after_ms = NULL, retry_count = 0, lost_count = 0,
            stop_requested = 0, reason = NULL, error_message = NULL, progress_message = NULL, progress_percentage = NULL,
            started_at = NULL, completed_at = NULL, worker_id = NULL, claim_token = NULL
        WHERE id = :id AND (status IS NULL OR status NOT IN ('pending', 'running'))
        """
    static let uniqueKeyOfJob: Query = "SELECT unique_key FROM batch_job_queue WHERE id = :id"

    // MARK: Promoting and pruning

    static let dueJobs: Query = """
        SELECT id FROM batch_job_queue FORCE INDEX (job_waiting)
        WHERE hold = 'time' AND run_after_ms <= :now AND status = 'pending' ORDER BY run_after_ms LIMIT :limit
        """
    static let makeReady: Query = """
        UPDATE batch_job_queue FORCE INDEX (PRIMARY) SET ready = 1, hold = NULL, run_after_ms = NULL WHERE id = :id AND status = 'pending' AND hold = 'time'
        """
    static let flaggedJobs: Query = """
        SELECT id FROM batch_job_queue FORCE INDEX (job_flagged)
        WHERE status = 'pending' AND (stop_requested < 0 OR stop_requested > 0) LIMIT :limit
        """
    static let nextDue: Query = """
        SELECT run_after_ms FROM batch_job_queue FORCE INDEX (job_waiting)
        WHERE hold = 'time' AND run_after_ms IS NOT NULL AND status = 'pending' ORDER BY run_after_ms LIMIT 1
        """
    static let oldestEnded: Query = """
        SELECT id, completed_at FROM batch_job_queue FORCE INDEX (job_ended)
        WHERE status = :status AND completed_at < :before ORDER BY completed_at, created_at LIMIT :limit
        """
    /// Other programs end a job without saying when.
    static let oldestWithoutEnd: Query = """
        SELECT id, created_at FROM batch_job_queue FORCE INDEX (job_ended)
        WHERE status = :status AND completed_at IS NULL AND created_at < :before ORDER BY created_at LIMIT :limit
        """
    /// Its attempts go along, by the foreign key. A row with a status that only another program knows is left alone.
    static let deleteFinished: Query = """
        DELETE FROM batch_job_queue WHERE id = :id AND status IN ('completed', 'failed', 'stopped')
        """
}
