import YobanCore

/// Queries for what an operator sees at a glance. Planned anew each time: they are rare, and the tables grow.
extension Query {
    /// The queues that have ready jobs are found by jumping from queue to queue in the index. What is held or runs is counted of all queues
    /// together, in the indexes that hold only such jobs.
    static let queueFigures = Statement(
        """
        WITH RECURSIVE used (queue) AS (
            SELECT min(queue) FROM batch_job_queue WHERE \(isReady)
            UNION ALL
            SELECT (SELECT min(queue) FROM batch_job_queue WHERE \(isReady) AND queue > used.queue) FROM used WHERE used.queue IS NOT NULL
        ), ready AS (
            SELECT used.queue, counted.number, counted.oldest FROM used CROSS JOIN LATERAL (
                SELECT count(*) AS number, min(created_at) AS oldest FROM (
                    SELECT created_at FROM batch_job_queue
                    WHERE \(isReady) AND queue = used.queue ORDER BY \(order) LIMIT :limit) AS front) AS counted
            WHERE counted.number > 0
        ), held AS (
            (SELECT queue FROM batch_job_queue WHERE status = 'pending' AND hold = 'time' ORDER BY run_after_ms LIMIT :limit)
            UNION ALL
            (SELECT queue FROM batch_job_queue WHERE \(isHeldByKey) ORDER BY \(place), queue LIMIT :limit)
            UNION ALL
            (SELECT queue FROM batch_job_queue WHERE status = 'pending' AND stop_requested AND ready ORDER BY id LIMIT :limit)
        ), running AS (
            SELECT queue FROM batch_job_queue WHERE \(shown) = 'running' LIMIT :limit
        ), figures (queue, ready, oldest, held, running) AS (
            SELECT queue, number, oldest, 0, 0 FROM ready
            UNION ALL SELECT queue, 0, NULL, count(*), 0 FROM held GROUP BY queue
            UNION ALL SELECT queue, 0, NULL, 0, count(*) FROM running GROUP BY queue
        )
        SELECT queue, sum(ready)::bigint, sum(held)::bigint, sum(running)::bigint, \(milliseconds("min(oldest)"))
        FROM figures GROUP BY queue
        """)

    /// A range of the index, so that no other one gives the order: where keys are few the server would rather walk back through all rows,
    /// also for a key that had none for years.
    static let lastCompleted = Statement(
        """
        SELECT wanted.key, \(milliseconds("newest.completed_at")) FROM unnest(:keys::text[]) AS wanted (key) CROSS JOIN LATERAL (
            SELECT completed_at FROM batch_job_queue
            WHERE (job_key, status, id) <= (wanted.key, 'completed', \(Int64.max)) AND (job_key, status, id) > (wanted.key, 'completed', 0)
                AND completed_at IS NOT NULL
            ORDER BY job_key DESC, status DESC, id DESC LIMIT 1) AS newest
        """)
}
