import YobanCore

/// Queries by which jobs are taken.
extension Query {
    static let isReady = "status = 'pending' AND ready AND stop_requested IS NOT TRUE"
    static let order = "coalesce(priority, 0) DESC, created_at, id"

    /// A statement for one queue, and the same for several.
    struct ByQueues {
        let one: Statement
        let several: Statement

        fileprivate init(_ make: (_ first: String) -> Statement) {
            one = make(Query.firstOfOne)
            several = make(Query.firstOfSeveral)
        }
    }

    /// In one walk through the queue's front; of a paused queue none. SKIP LOCKED, so that nobody waits; not FOR UPDATE, which would also
    /// skip a row that another table's new row refers to.
    private static let firstOfOne = """
        SELECT id, coalesce(priority, 0) AS priority, created_at, \(place) AS key, \(places) AS places FROM batch_job_queue
        WHERE queue = :queue AND \(isReady) AND \(isOpen(":queue")) ORDER BY \(order) LIMIT :count::bigint
        FOR NO KEY UPDATE SKIP LOCKED
        """
    /// As many of each queue as are asked for, and the most urgent of those. Rows that are locked and then left may have been passed over
    /// by another claim, which looks again then (``isAnyReady``).
    private static let firstOfSeveral = """
        SELECT found.* FROM unnest(:queues::text[]) AS asked (queue) CROSS JOIN LATERAL (
            SELECT id, coalesce(priority, 0) AS priority, created_at, \(place) AS key, \(places) AS places FROM batch_job_queue
            WHERE queue = asked.queue AND \(isReady) AND \(isOpen("asked.queue")) ORDER BY \(order) LIMIT :count::bigint
            FOR NO KEY UPDATE SKIP LOCKED
        ) AS found
        ORDER BY found.priority DESC, found.created_at, found.id LIMIT :count::bigint
        """

    /// Takes jobs and opens their attempts. Where one of them has a concurrency key nothing is taken: ``claimKeyed`` does it then, which
    /// costs a quarter more. In front of each job whether that is so. MATERIALIZED, so that the rows are chosen once.
    static let claim = ByQueues { first in
        Statement(
            """
            WITH first AS MATERIALIZED (
                \(first)
            ), numbered AS (
                SELECT id, row_number() OVER (ORDER BY priority DESC, created_at, id) AS n, count(key) OVER () > 0 AS is_keyed FROM first
            ), \(taken(where: "NOT numbered.is_keyed"))
            SELECT numbered.is_keyed, taken.* FROM numbered LEFT JOIN taken ON taken.id = numbered.id
            """)
    }

    /// Takes jobs and their places, and holds those that found none. In front of each job the keys of those that are held; a row without a
    /// job when all are.
    static let claimKeyed = ByQueues { first in
        Statement(
            """
            WITH first AS MATERIALIZED (
                \(first)
            ), numbered AS (
                SELECT id, key, places, row_number() OVER (ORDER BY priority DESC, created_at, id) AS n FROM first
            ), wanted AS (
                SELECT id, key, places, (:tokens::text[])[n] AS token, row_number() OVER (PARTITION BY key ORDER BY n) AS n
                FROM numbered WHERE key IS NOT NULL
            ), placed AS (
                INSERT INTO concurrency_lock (concurrency_key, place, job_id, claim_token)
                SELECT key, free.place, id, token FROM wanted CROSS JOIN LATERAL (
                    SELECT place::integer FROM generate_series(0, least(places - 1, n - 1 + (
                        SELECT count(*) FROM concurrency_lock AS lock WHERE lock.concurrency_key = key))) AS place
                    WHERE NOT EXISTS (
                        SELECT FROM concurrency_lock AS lock WHERE lock.concurrency_key = key AND lock.place = place.place)
                    ORDER BY place OFFSET n - 1 LIMIT 1
                ) AS free
                ORDER BY key, free.place
                ON CONFLICT DO NOTHING
                RETURNING job_id
            ), \(taken(where: "(numbered.key IS NULL OR numbered.id IN (SELECT job_id FROM placed))")), held AS (
                UPDATE batch_job_queue AS job SET ready = false, hold = 'key' FROM numbered
                WHERE job.id = numbered.id AND numbered.key IS NOT NULL AND numbered.id NOT IN (SELECT job_id FROM placed)
                RETURNING numbered.key
            )
            SELECT told.*, taken.* FROM (SELECT json_agg(DISTINCT key)::text FROM held) AS told LEFT JOIN taken ON true
            """)
    }

    /// A running row speaks only of its own run: what the one before left is in `attempt`.
    private static func taken(where condition: String) -> String {
        """
        taken AS (
            UPDATE batch_job_queue AS job
            SET status = 'running', worker_id = :worker, claim_token = (:tokens::text[])[numbered.n], attempt_no = attempt_no + 1,
                started_at = \(time(":now")), completed_at = NULL, error_message = NULL, reason = NULL, hold = NULL,
                run_after_ms = NULL, progress_message = NULL, progress_percentage = NULL
            FROM numbered WHERE job.id = numbered.id AND \(condition)
            RETURNING \(jobColumns), claim_token
        ), opened AS (
            INSERT INTO attempt (job_id, number, id, state, worker_id, host, claimed_ms)
            SELECT id, attempt_no, id || '-' || attempt_no || '-' || left(claim_token, 12), 'claimed', :worker, :host, :now::bigint
            FROM taken
        )
        """
    }

    /// Whether a job of these queues can be claimed, by what is committed.
    static let isAnyReady = Statement(
        """
        SELECT EXISTS (SELECT FROM unnest(:queues::text[]) AS asked (queue) CROSS JOIN LATERAL (
            SELECT FROM batch_job_queue WHERE queue = asked.queue AND \(isReady) AND \(isOpen("asked.queue")) ORDER BY \(order) LIMIT 1)
            AS found)
        """)

    /// What a claim whose answer was lost has taken.
    static let claimed = Statement(
        """
        SELECT \(jobColumns), claim_token FROM batch_job_queue AS job
        WHERE status = 'running' AND worker_id = :worker AND claim_token = ANY(:tokens::text[])
        """)
    /// Gives back what a claim took whose answer never came: nobody knows of these tokens.
    static let giveBack = Statement(
        """
        WITH given AS (
            UPDATE batch_job_queue SET status = 'pending', ready = true, started_at = NULL, worker_id = NULL, claim_token = NULL
            WHERE status = 'running' AND worker_id = :worker AND claim_token = ANY(:tokens::text[])
            RETURNING id, attempt_no, \(place) AS key
        ), freed AS (
            DELETE FROM concurrency_lock USING given
            WHERE concurrency_key = given.key AND job_id = given.id AND claim_token = ANY(:tokens::text[])
        )
        UPDATE attempt SET state = 'released', ended_ms = claimed_ms, reason = 'released' FROM given
        WHERE attempt.job_id = given.id AND attempt.number = given.attempt_no
        """)
    static let heldJobs = Statement(
        """
        SELECT \(jobColumns), claim_token FROM batch_job_queue AS job
        WHERE status = 'running' AND worker_id = :worker AND claim_token IS NOT NULL ORDER BY job.id
        """)

    /// Where a job stands among those that can be taken, up to `limit`; no row when it is not one of them.
    static let jobsAhead = Statement(
        """
        WITH front AS (
            SELECT id, row_number() OVER (ORDER BY \(order)) - 1 AS n FROM (
                SELECT id, priority, created_at FROM batch_job_queue
                WHERE queue = (SELECT queue FROM batch_job_queue WHERE id = :id) AND \(isReady)
                ORDER BY \(order) LIMIT :limit::bigint
            ) AS ready
        )
        SELECT coalesce((SELECT n FROM front WHERE id = :id), :limit::bigint) FROM batch_job_queue WHERE id = :id AND \(isReady)
        """)
}
