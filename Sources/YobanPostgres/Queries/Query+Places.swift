import YobanCore

/// Queries about concurrency keys. A running job of a key holds one of its places, a row of `concurrency_lock`; a job that found none is
/// held until one is free.
///
/// Nobody waits in a circle: claims take places and look at them in the order of keys, what calls jobs passes over locked rows, and
/// whoever frees a place has nothing more to wait for.
extension Query {
    /// A job's key as places know it. The text of another program may be longer than an index can hold.
    static let place = "left(concurrency_key, 255)"
    /// How many places there are for this job.
    static let places = "greatest(coalesce(concurrency_limit, 1), 1)"

    /// The key of a job that is ready. Written so that no other index fits: in the server's eyes all indexes of few rows are equal, and a
    /// plan is kept while the queue grows.
    static let calledPlace = "CASE WHEN status = 'pending' AND ready THEN \(place) END"

    static let isHeldByKey = "status = 'pending' AND hold = 'key'"

    /// Frees the place of a claim that `mine` has just ended or given back.
    static let freePlace = """
        DELETE FROM concurrency_lock USING mine
        WHERE concurrency_key = left(:key::text, 255) AND job_id = mine.id AND claim_token = :token
        """

    /// What a place that becomes free did before queues could be paused: as migration 1 has it.
    static let callNext = callNext("")
    /// What a place that becomes free does: part of a trigger on `concurrency_lock`. A job of a paused queue would keep it from others.
    static let callNextOfOpenQueues = callNext(" AND \(isOpen("waiting.queue"))")
    private static func callNext(_ condition: String) -> String {
        """
        UPDATE batch_job_queue SET ready = true, hold = NULL WHERE id = (
            WITH RECURSIVE waiting (queue) AS (
                SELECT min(queue) FROM batch_job_queue WHERE \(isHeldByKey) AND \(place) = OLD.concurrency_key
                UNION ALL
                SELECT (
                    SELECT min(queue) FROM batch_job_queue
                    WHERE \(isHeldByKey) AND \(place) = OLD.concurrency_key AND queue > waiting.queue)
                FROM waiting WHERE waiting.queue IS NOT NULL
            )
            SELECT first.id FROM waiting CROSS JOIN LATERAL (
                SELECT id, coalesce(priority, 0) AS priority, created_at FROM batch_job_queue
                WHERE \(isHeldByKey) AND \(place) = OLD.concurrency_key AND queue = waiting.queue
                    AND stop_requested IS NOT TRUE AND \(places) > OLD.place\(condition)
                ORDER BY \(order) LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
            ) AS first
            ORDER BY first.priority DESC, first.created_at, first.id LIMIT 1);
        """
    }

    /// Holds the front's other jobs of keys that have no place, so that they are not met one by one.
    static let holdFront = Statement(
        """
        WITH front AS MATERIALIZED (
            SELECT ready.id FROM unnest(:queues::text[]) AS asked (queue) CROSS JOIN LATERAL (
                SELECT id, \(place) AS key, \(places) AS places FROM batch_job_queue
                WHERE queue = asked.queue AND \(isReady) ORDER BY \(order) LIMIT 500
            ) AS ready
            WHERE ready.key = ANY(:keys::text[]) AND ready.places <= (
                SELECT count(*) FROM concurrency_lock AS lock WHERE lock.concurrency_key = ready.key AND lock.place < ready.places)
        ), chosen AS MATERIALIZED (
            SELECT job.id FROM front JOIN batch_job_queue AS job
                ON job.id = front.id AND job.ready AND coalesce(job.status, 'failed') = 'pending'
            FOR NO KEY UPDATE OF job SKIP LOCKED
        )
        UPDATE batch_job_queue AS job SET ready = false, hold = 'key' FROM chosen WHERE job.id = chosen.id
        """)

    /// Makes those ready again for which a place has become free while they were being held.
    ///
    /// The places' rows are locked: who is about to free one either has committed and is seen here, or waits, and then sees who is held.
    static let lookAgain = Statement(
        """
        WITH taken AS MATERIALIZED (
            SELECT concurrency_key, place FROM concurrency_lock WHERE concurrency_key = ANY(:keys::text[])
            ORDER BY concurrency_key, place FOR KEY SHARE
        ), waiting AS (
            SELECT DISTINCT key, queue FROM unnest(:keys::text[]) AS key CROSS JOIN unnest(:queues::text[]) AS queue
        ), \(called(places: "taken"))
        SELECT count(*) FROM called
        """)

    /// Makes the first of each key and queue in `waiting` ready, as many as have a place and were not called already. None of a paused queue.
    static func called(places table: String) -> String {
        """
        callable AS MATERIALIZED (
            SELECT front.id FROM waiting CROSS JOIN LATERAL (
                SELECT count(*) AS n FROM (
                    SELECT FROM batch_job_queue
                    WHERE \(calledPlace) = waiting.key AND queue = waiting.queue LIMIT 50
                ) AS few
            ) AS before CROSS JOIN LATERAL (
                SELECT id, places, row_number() OVER (ORDER BY priority DESC, created_at, id) AS n FROM (
                    SELECT id, coalesce(priority, 0) AS priority, created_at, \(places) AS places FROM batch_job_queue
                    WHERE \(isHeldByKey) AND \(place) = waiting.key AND queue = waiting.queue AND stop_requested IS NOT TRUE
                        AND \(isOpen("waiting.queue"))
                    ORDER BY \(order) LIMIT 50
                ) AS held
            ) AS front
            WHERE before.n + front.n <= front.places - (
                SELECT count(*) FROM \(table) AS lock WHERE lock.concurrency_key = waiting.key AND lock.place < front.places)
        ), chosen AS MATERIALIZED (
            SELECT job.id FROM callable JOIN batch_job_queue AS job ON job.id = callable.id AND coalesce(job.hold, '') = 'key'
            FOR NO KEY UPDATE OF job SKIP LOCKED
        ), called AS (
            UPDATE batch_job_queue AS job SET ready = true, hold = NULL FROM chosen WHERE job.id = chosen.id RETURNING 1
        )
        """
    }

    /// The keys and queues of held jobs, found by jumping through their index.
    static let waiting = """
        waiting (key, queue) AS (
            (SELECT \(place), queue FROM batch_job_queue WHERE \(isHeldByKey) ORDER BY \(place), queue LIMIT 1)
            UNION ALL
            SELECT next.key, next.queue FROM waiting CROSS JOIN LATERAL (
                SELECT \(place) AS key, queue FROM batch_job_queue
                WHERE \(isHeldByKey) AND (\(place), queue) > (waiting.key, waiting.queue) ORDER BY \(place), queue LIMIT 1
            ) AS next
        )
        """

    /// Places whose run is over without having been settled, and held jobs whose key was taken from them.
    static let repaired = """
        stale AS MATERIALIZED (
            SELECT concurrency_key, place FROM concurrency_lock AS lock
            WHERE NOT EXISTS (
                SELECT FROM batch_job_queue AS job
                WHERE job.id = lock.job_id AND job.status = 'running' AND job.claim_token = lock.claim_token)
            ORDER BY concurrency_key, place FOR UPDATE SKIP LOCKED
        ), freed AS (
            DELETE FROM concurrency_lock AS lock USING stale
            WHERE lock.concurrency_key = stale.concurrency_key AND lock.place = stale.place
            RETURNING lock.concurrency_key
        ), keyless AS MATERIALIZED (
            SELECT id FROM batch_job_queue WHERE \(isHeldByKey) AND \(place) IS NULL FOR NO KEY UPDATE SKIP LOCKED
        ), unheld AS (
            UPDATE batch_job_queue AS job SET ready = true, hold = NULL FROM keyless WHERE job.id = keyless.id RETURNING 1
        )
        """
}
