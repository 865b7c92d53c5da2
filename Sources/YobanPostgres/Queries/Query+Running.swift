import YobanCore

/// Queries of a run: each changes a row only for who holds its token.
extension Query {
    private static let isHeld = "id = :id AND claim_token = :token AND status = 'running'"

    /// How many rows were ours. The attempt is changed in the same statement, and the place of the claim's key freed, if it has one.
    private static func byToken(_ condition: String, set changes: String, attempt: String, hasKey: Bool = false) -> Statement {
        Statement(
            """
            WITH mine AS (
                UPDATE batch_job_queue SET \(changes) WHERE \(condition) RETURNING id
            ), noted AS (
                UPDATE attempt SET \(attempt) FROM mine WHERE attempt.job_id = :id AND attempt.number = :number
            )\(hasKey ? ", freed AS (\(freePlace))" : "")
            SELECT count(*) FROM mine
            """)
    }

    /// A statement for jobs without a concurrency key, and the same for those with one.
    struct Pair {
        let plain: Statement
        let keyed: Statement

        fileprivate init(_ make: (_ hasKey: Bool) -> Statement) {
            plain = make(false)
            keyed = make(true)
        }

        func statement(for claim: Claim) -> Statement { claim.job.concurrency == nil ? plain : keyed }
    }

    static let begin = byToken(
        isHeld, set: "started_at = \(time(":started"))",
        attempt: "state = 'running', started_ms = :started::bigint, run_directory = :directory")

    static let report = Statement(
        """
        UPDATE batch_job_queue SET progress_percentage = coalesce(:percentage::integer, progress_percentage),
            progress_message = coalesce(:message::text, progress_message)
        WHERE \(isHeld)
        """)

    static let release = Pair { hasKey in
        byToken(
            isHeld,
            set: """
                status = 'pending', ready = true, started_at = NULL, worker_id = NULL, claim_token = NULL,
                queue = coalesce(:queue::text, queue),
                concurrency_key = CASE WHEN :queue::text IS NULL THEN concurrency_key ELSE :newKey::text END,
                concurrency_limit = CASE WHEN :queue::text IS NULL THEN concurrency_limit ELSE :limit::bigint END
                """,
            attempt: "state = 'released', ended_ms = :now::bigint, reason = 'released'", hasKey: hasKey)
    }

    // MARK: Settling

    private static let left = """
        reason = :reason, error_message = :error, started_at = coalesce(\(time(":started")), started_at),
        progress_percentage = coalesce(:percentage::integer, progress_percentage),
        progress_message = coalesce(:message::text, progress_message), worker_id = NULL,
        claim_token = CASE WHEN :staysOpen::boolean THEN claim_token END
        """
    private static let ended = """
        state = 'ended', started_ms = coalesce(:started::bigint, started_ms), ended_ms = :ended::bigint,
        run_directory = coalesce(:directory, run_directory), reason = :reason, exit_code = :exitCode, signal = :signal,
        message = :outcome, user_ms = :user, system_ms = :system, peak_memory_bytes = :peak, output_bytes = :output,
        dropped_bytes = :dropped, survivors = :survivors, ended_by = :endedBy, processes_left = :left
        """

    /// Also a row that its last run left as lost and that nobody has touched since: the token is kept there for the end that comes late.
    private static let canEnd = """
        id = :id AND claim_token = :token AND (status = 'running' OR (
            status = 'failed' AND reason IN (\(losses)) AND worker_id IS NULL AND attempt_no = :number))
        """
    private static let losses = Reason.allCases.filter(\.isLoss).map { "'\($0.rawValue)'" }.joined(separator: ", ")

    static let finish = Pair { hasKey in
        byToken(canEnd, set: "status = :status, completed_at = \(time(":ended")), \(left)", attempt: ended, hasKey: hasKey)
    }

    /// Counters of another program may stand at their type's limit.
    static let retryLater = Pair { hasKey in
        byToken(
            isHeld,
            set: """
                status = 'pending', ready = false, hold = 'time', run_after_ms = :due,
                retry_count = least(coalesce(retry_count, 0), 1000000000) + 1,
                lost_count = least(lost_count + :lost::integer, 1000000000), \(left)
                """,
            attempt: ended, hasKey: hasKey)
    }

    /// Whether an attempt has ended so, by its own name: only who held its token has changed it.
    static let hasEnded = Statement(
        """
        SELECT true FROM attempt
        WHERE job_id = :id AND number = :number AND id = :attempt AND state = :state AND ended_ms = :ended AND reason = :reason
        """)

    // MARK: Stopping and retrying

    static let statusOfJob = Statement("SELECT status, stop_requested FROM batch_job_queue WHERE id = :id")
    /// The status that the job keeps until the end of the transaction.
    static let lockedStatusOfJob = Statement("SELECT status FROM batch_job_queue WHERE id = :id FOR NO KEY UPDATE")
    static let stopPending = Statement(
        """
        UPDATE batch_job_queue SET status = 'stopped', reason = 'stopped', stop_requested = true, completed_at = \(time(":now")),
            ready = true, hold = NULL, run_after_ms = NULL
        WHERE id = :id AND status = 'pending'
        """)
    /// Nothing when it has its flag already.
    static let flagRunning = Statement(
        "UPDATE batch_job_queue SET stop_requested = true WHERE id = :id AND status = 'running' AND stop_requested IS NOT TRUE")
    static let queueAgain = Statement(
        """
        UPDATE batch_job_queue SET status = 'pending', ready = true, hold = NULL, run_after_ms = NULL, retry_count = 0, lost_count = 0,
            stop_requested = false, reason = NULL, error_message = NULL, progress_message = NULL, progress_percentage = NULL,
            started_at = NULL, completed_at = NULL, worker_id = NULL, claim_token = NULL
        WHERE id = :id AND status NOT IN ('pending', 'running')
        """)
    static let otherWithSameUniqueKey = Statement(
        """
        SELECT other.id FROM batch_job_queue AS mine JOIN batch_job_queue AS other ON other.unique_key = mine.unique_key
        WHERE mine.id = :id AND other.unique_key IS NOT NULL AND other.status IN ('pending', 'running')
        """)

    // MARK: Promoting and pruning

    private static let waits = "status = 'pending' AND hold = 'time'"

    /// Makes due jobs ready and stops flagged ones, up to `limit` each: how many of both, and when the next is due. Mends the
    /// places of keys, and calls those who wait for a free one: how many.
    static let promote = Statement(
        """
        WITH RECURSIVE due AS MATERIALIZED (
            SELECT id FROM batch_job_queue WHERE \(waits) AND run_after_ms <= :now::bigint AND stop_requested IS NOT TRUE
            ORDER BY run_after_ms LIMIT :limit::bigint FOR NO KEY UPDATE SKIP LOCKED
        ), readied AS (
            UPDATE batch_job_queue AS job SET ready = true, hold = NULL, run_after_ms = NULL FROM due WHERE job.id = due.id RETURNING 1
        ), flagged AS MATERIALIZED (
            SELECT id FROM batch_job_queue WHERE status = 'pending' AND stop_requested
            ORDER BY id LIMIT :limit::bigint FOR NO KEY UPDATE SKIP LOCKED
        ), stopped AS (
            UPDATE batch_job_queue AS job SET status = 'stopped', reason = 'stopped', completed_at = \(time(":now")),
                ready = true, hold = NULL, run_after_ms = NULL
            FROM flagged WHERE job.id = flagged.id RETURNING 1
        ), \(waiting), \(called(places: "concurrency_lock")), \(repaired)
        SELECT (SELECT count(*) FROM readied), (SELECT count(*) FROM stopped), (
            SELECT min(run_after_ms) FROM batch_job_queue
            WHERE \(waits) AND run_after_ms > :now::bigint AND stop_requested IS NOT TRUE),
            (SELECT count(*) FROM called) + (SELECT count(*) FROM unheld) + (
                SELECT count(*) FROM freed WHERE EXISTS (
                    SELECT FROM batch_job_queue WHERE \(isHeldByKey) AND \(place) = freed.concurrency_key))
        """)

    static let prune = Statement(
        """
        WITH old AS MATERIALIZED (
            SELECT id FROM batch_job_queue
            WHERE status NOT IN ('pending', 'running') AND coalesce(completed_at, created_at) < \(time(":before"))
            ORDER BY coalesce(completed_at, created_at), id LIMIT :limit FOR UPDATE SKIP LOCKED
        )
        DELETE FROM batch_job_queue AS job USING old WHERE job.id = old.id
        """)

    static let pruneWorkers = Statement(
        """
        DELETE FROM worker WHERE seen_ms < :before::bigint AND NOT EXISTS (
            SELECT FROM batch_job_queue WHERE status = 'running' AND worker_id = worker.id)
        """)
}
