import YobanCore
import YobanRows

/// Every query, in PostgreSQL's words. Values are bound, never written in.
///
/// A condition that chooses a partial index (`status = 'pending'`) has to be a literal: the server uses such an index only when the
/// query's text implies its condition. No value is cast to the type of `status`: a table that was taken over may have an enum there.
enum Query {
    /// An instant that is bound in milliseconds, as the type of the seed's columns.
    static func time(_ name: String) -> String { "(timestamptz 'epoch' + \(name)::bigint * interval '1 millisecond')" }

    /// Milliseconds of a column of the seed, in the database's time zone where it has none of its own. Infinity can't be told.
    static func milliseconds(_ column: String) -> String {
        "CASE WHEN isfinite(\(column)) THEN (extract(epoch FROM \(column)::timestamptz) * 1000)::bigint END"
    }

    /// What ``Job`` reads, of `batch_job_queue AS job`, with the seed's times in milliseconds.
    static let jobColumns = Job.columnNames.map { name in
        ["created_at", "started_at", "completed_at"].contains(name) ? "\(milliseconds("job.\(name)")) AS \(name)_ms" : "job.\(name)"
    }.joined(separator: ", ")

    // MARK: Sessions

    /// Sets what every statement relies on, whatever the server's configuration says: the schema that holds the queue; READ COMMITTED;
    /// a commit that is on disk when it is answered; plans by index, row by row, even when they were made while the tables were empty:
    /// a session keeps its plans.
    static let prepareSession = Statement(
        """
        WITH found AS (
            SELECT coalesce(:schema, (
                SELECT nspname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
                WHERE c.oid = to_regclass('batch_job_queue')), current_schema())::text AS name
        )
        SELECT pg_backend_pid(),
            (SELECT extract(epoch FROM backend_start)::text FROM pg_stat_activity WHERE pid = pg_backend_pid()),
            quote_ident(('yoban_' || name)::name::text),
            set_config('search_path', quote_ident(name), false),
            set_config('statement_timeout', :statement, false), set_config('lock_timeout', :lock, false),
            set_config('idle_in_transaction_session_timeout', :idle, false),
            set_config('default_transaction_isolation', 'read committed', false),
            CASE WHEN current_setting('synchronous_commit') = 'off' THEN set_config('synchronous_commit', 'on', false) END,
            set_config('enable_seqscan', 'off', false), set_config('enable_bitmapscan', 'off', false),
            set_config('enable_hashjoin', 'off', false), set_config('enable_mergejoin', 'off', false), set_config('jit', 'off', false),
            set_config('plan_cache_mode', 'force_generic_plan', false), set_config('DateStyle', 'ISO', false)
        FROM found
        """)

    /// Ends another session of ours; no row when it is gone.
    static let endSession = Statement(
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE pid = :pid AND extract(epoch FROM backend_start)::text = :start
        """)
    /// Each asks for all columns of a table that are used, and for no row.
    static let allTables = [
        "SELECT \(jobColumns), job.ready, job.claim_token FROM batch_job_queue AS job", "SELECT \(Attempt.columns), series FROM attempt",
        "SELECT \(WorkerRecord.columns) FROM worker", "SELECT job_key, expression, planned_ms FROM schedule",
        "SELECT concurrency_key, place, job_id, claim_token FROM concurrency_lock",
        "SELECT job_id, attempt_no, start_offset, end_offset, data, marks FROM log_chunk",
        "SELECT \(AccessToken.columns) FROM access_token", "SELECT \(AuditEntry.columns) FROM audit",
        "SELECT \(QueuePause.columns) FROM queue_pause",
        "SELECT \(Notice.columns) FROM notice", "SELECT name, detail, at_ms FROM notice_mark",
        "SELECT sender, request_key, hash, begun_ms, status, body, location FROM idempotent_request",
        "SELECT \(User.columns) FROM screen_user", "SELECT hash, user_id, created_ms, created_by, expires_ms FROM sign_in_link",
        "SELECT id, hash, user_id, address, agent, created_ms, last_used_ms, expires_ms FROM screen_session",
    ].map { $0 + " LIMIT 0" }.joined(separator: "; ")
    static let transactionStatus = Statement("SELECT pg_xact_status(:number::xid8)")

    // MARK: Enqueueing

    /// Each list holds one value for each job.
    static let insertJobs = Statement(
        """
        INSERT INTO batch_job_queue (job_key, job_name, script_path, status, created_at, queue, priority, max_retries, timeout_seconds,
            parameters, ready, hold, run_after_ms, unique_key, submitted_by, concurrency_key, concurrency_limit,
            traceparent)
        SELECT key, name, script, 'pending', \(time(":now")), queue, priority, retries, timeout,
            parameters, due IS NULL, CASE WHEN due IS NOT NULL THEN 'time' END, due, unique_key, submitter, concurrency_key,
            concurrency_limit, trace
        FROM unnest(:keys::text[], :names::text[], :scripts::text[], :queues::text[], :priorities::bigint[], :retries::bigint[],
            :timeouts::bigint[], :parameters::text[], :dues::bigint[], :uniques::text[], :submitters::text[],
            :concurrencies::text[], :limits::bigint[], :traces::text[]) WITH ORDINALITY
            AS new (key, name, script, queue, priority, retries, timeout, parameters, due, unique_key, submitter, concurrency_key,
                concurrency_limit, trace, n)
        ORDER BY n
        ON CONFLICT (unique_key) WHERE unique_key IS NOT NULL AND status IN ('pending', 'running') DO NOTHING
        RETURNING id, unique_key
        """)
    static let unfinishedWithUniqueKeys = Statement(
        """
        SELECT id, unique_key FROM batch_job_queue
        WHERE unique_key = ANY(:uniques::text[]) AND unique_key IS NOT NULL AND status IN ('pending', 'running')
        """)
}
