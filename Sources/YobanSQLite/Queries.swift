import YobanCore
import YobanRows

/// Every query on live jobs and attempts, in SQLite's words. Values are bound, never written in.
///
/// A constant that is compared with a partial index's condition (`status = 'pending'`) has to be a literal: the engine uses such an
/// index only when the query's text implies its condition. INDEXED BY keeps the planner, which knows no sizes, from taking the
/// index on all rows of a status instead.
enum Query {
    // MARK: Enqueueing

    static let insertJob = """
        INSERT INTO batch_job_queue (job_key, job_name, script_path, status, created_at, queue, priority, max_retries, timeout_seconds,
            parameters, ready, hold, run_after_ms, unique_key, submitted_by, concurrency_key, concurrency_limit,
            traceparent)
        VALUES (:key, :name, :script, 'pending', :created, :queue, :priority, :maxRetries, :timeout,
            :parameters, :ready, :hold, :runAfter, :unique, :submitter, :concurrency, :limit, :trace)
        ON CONFLICT (unique_key) WHERE unique_key IS NOT NULL AND status IN ('pending', 'running') DO NOTHING
        """
    static let unfinishedWithUniqueKey = """
        SELECT id FROM batch_job_queue WHERE unique_key = ? AND unique_key IS NOT NULL AND status IN ('pending', 'running')
        """

    // MARK: Claiming

    /// Ready jobs of a queue in the order of taking, paused or not.
    static let readyJobs = readyJobs(where: "")
    /// The same; none of a paused queue.
    static let claimableJobs = readyJobs(where: "AND \(isOpen("?1"))")
    /// Another program's NULL in `stop_requested` means no.
    private static func readyJobs(where condition: String) -> String {
        """
        SELECT id, concurrency_key IS NOT NULL, concurrency_limit FROM batch_job_queue INDEXED BY job_ready
        WHERE status = 'pending' AND ready = 1 AND queue = ?1 AND coalesce(stop_requested, 0) = 0 \(condition)
        ORDER BY priority DESC, created_at, id LIMIT ?2
        """
    }
    /// The same order over the fronts of several queues: a JSON list of few ids.
    static let mostUrgent = """
        SELECT id, concurrency_key IS NOT NULL, concurrency_limit FROM batch_job_queue WHERE id IN (SELECT value FROM json_each(?))
        ORDER BY priority DESC, created_at, id LIMIT ?
        """
    /// A running row speaks only of this run: what the one before left is in `attempt`.
    static let takeJob = """
        UPDATE batch_job_queue SET status = 'running', worker_id = :worker, claim_token = :token, attempt_no = attempt_no + 1,
            started_at = :started, completed_at = NULL, error_message = NULL, reason = NULL, hold = NULL, run_after_ms = NULL,
            progress_message = NULL, progress_percentage = NULL
        WHERE id = :id AND status = 'pending' AND ready = 1 AND coalesce(stop_requested, 0) = 0
        RETURNING \(Job.columns)
        """
    static let insertAttempt = """
        INSERT INTO attempt (job_id, number, id, state, worker_id, host, claimed_ms) VALUES (?, ?, ?, 'claimed', ?, ?, ?)
        """
    static let heldJobs = """
        SELECT \(Job.columns), claim_token FROM batch_job_queue INDEXED BY job_running
        WHERE status = 'running' AND worker_id = ? AND claim_token IS NOT NULL ORDER BY id
        """

    // MARK: Running, by token

    static let beginJob = """
        UPDATE batch_job_queue SET started_at = :started WHERE id = :id AND claim_token = :token AND status = 'running'
        """
    static let beginAttempt = """
        UPDATE attempt SET state = 'running', started_ms = :started, run_directory = :directory WHERE job_id = :job AND number = :number
        """
    static let reportProgress = """
        UPDATE batch_job_queue SET progress_percentage = coalesce(:percentage, progress_percentage),
            progress_message = coalesce(:message, progress_message)
        WHERE id = :id AND claim_token = :token AND status = 'running'
        """
    static let releaseJob = """
        UPDATE batch_job_queue SET status = 'pending', ready = 1, started_at = NULL, worker_id = NULL, claim_token = NULL,
            queue = coalesce(:queue, queue),
            concurrency_key = CASE WHEN :queue IS NULL THEN concurrency_key ELSE :concurrency END,
            concurrency_limit = CASE WHEN :queue IS NULL THEN concurrency_limit ELSE :limit END
        WHERE id = :id AND claim_token = :token AND status = 'running'
        """
    static let releaseAttempt = """
        UPDATE attempt SET state = 'released', ended_ms = ?, reason = 'released' WHERE job_id = ? AND number = ?
        """

    // MARK: Settling, by token

    /// Also of a job that failed by a loss and keeps the token of its last run: the result came late.
    static let finishJob = """
        UPDATE batch_job_queue SET status = :status, reason = :reason, completed_at = :ended, error_message = :error,
            started_at = coalesce(:started, started_at),
            progress_percentage = coalesce(:percentage, progress_percentage), progress_message = coalesce(:message, progress_message),
            worker_id = NULL, claim_token = CASE WHEN :keepsToken THEN claim_token END
        WHERE id = :id AND claim_token = :token
            AND (status = 'running' OR (status = 'failed' AND reason IN ('lost_host', 'lost_shim')))
        """
    static let retryLater = """
        UPDATE batch_job_queue SET status = 'pending', ready = 0, hold = 'time', run_after_ms = :due, reason = :reason,
            error_message = :error, retry_count = coalesce(retry_count, 0) + 1, lost_count = lost_count + :lost,
            started_at = coalesce(:started, started_at),
            progress_percentage = coalesce(:percentage, progress_percentage), progress_message = coalesce(:message, progress_message),
            worker_id = NULL, claim_token = NULL
        WHERE id = :id AND claim_token = :token AND status = 'running'
        """
    static let endAttempt = """
        UPDATE attempt SET state = 'ended', started_ms = coalesce(:started, started_ms), ended_ms = :ended,
            run_directory = coalesce(:directory, run_directory), reason = :reason, exit_code = :exitCode, signal = :signal,
            message = :message, user_ms = :user, system_ms = :system, peak_memory_bytes = :peak, output_bytes = :output,
            dropped_bytes = :dropped, survivors = :survivors, ended_by = :endedBy, processes_left = :left
        WHERE job_id = :job AND number = :number
        """

    // MARK: Stopping and retrying

    static let statusOfJob = "SELECT status FROM batch_job_queue WHERE id = ?"
    static let stopPending = """
        UPDATE batch_job_queue SET status = 'stopped', reason = 'stopped', stop_requested = 1, completed_at = ?,
            ready = 1, hold = NULL, run_after_ms = NULL
        WHERE id = ? AND status = 'pending'
        """
    /// Nothing when it has its flag already.
    static let flagRunning = """
        UPDATE batch_job_queue SET stop_requested = 1 WHERE id = ? AND status = 'running' AND coalesce(stop_requested, 0) = 0
        """
    static let queueAgain = """
        UPDATE batch_job_queue SET status = 'pending', ready = 1, hold = NULL, run_after_ms = NULL, retry_count = 0, lost_count = 0,
            stop_requested = 0, reason = NULL, error_message = NULL, progress_message = NULL, progress_percentage = NULL,
            started_at = NULL, completed_at = NULL, worker_id = NULL, claim_token = NULL
        WHERE id = ? AND status NOT IN ('pending', 'running')
        """
    static let otherWithSameUniqueKey = """
        SELECT other.id FROM batch_job_queue AS mine JOIN batch_job_queue AS other ON other.unique_key = mine.unique_key
        WHERE mine.id = ? AND other.unique_key IS NOT NULL AND other.status IN ('pending', 'running')
        """

    // MARK: Promoting and pruning

    static let dueJobs = """
        SELECT id FROM batch_job_queue INDEXED BY job_waiting WHERE status = 'pending' AND hold = 'time' AND run_after_ms <= ? ORDER BY run_after_ms LIMIT ?
        """
    static let makeReady = """
        UPDATE batch_job_queue SET ready = 1, hold = NULL, run_after_ms = NULL WHERE id = ? AND status = 'pending' AND hold = 'time'
        """
    static let flaggedJobs =
        "SELECT id FROM batch_job_queue INDEXED BY job_flagged WHERE status = 'pending' AND stop_requested <> 0 LIMIT ?"
    static let nextDue = "SELECT min(run_after_ms) FROM batch_job_queue INDEXED BY job_waiting WHERE status = 'pending' AND hold = 'time'"
    static let oldestFinished = """
        SELECT id FROM batch_job_queue INDEXED BY job_finished
        WHERE status NOT IN ('pending', 'running') AND coalesce(completed_at, created_at) < ?
        ORDER BY coalesce(completed_at, created_at), id LIMIT ?
        """
    static let deleteFinished = "DELETE FROM batch_job_queue WHERE id = ? AND status NOT IN ('pending', 'running')"
}
