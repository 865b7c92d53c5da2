/// Queries for the places of concurrency keys. A key is its bytes, as the engine gave them: a text of another program may be no text.
extension Query {
    private static let key = Schema.keyBytes
    /// What stands in `concurrency_limit` when it is no number above 0 means 1: see ``Cells/limit()``.
    private static let limit = "CASE WHEN typeof(concurrency_limit) = 'integer' THEN max(concurrency_limit, 1) ELSE 1 END"

    static let keyOfJob = "SELECT \(key) FROM batch_job_queue WHERE id = ?"
    static let takenPlaces = "SELECT place FROM concurrency_lock WHERE concurrency_key = ? ORDER BY place"
    static let takePlace = "INSERT INTO concurrency_lock (concurrency_key, place, job_id, claim_token) VALUES (?, ?, ?, ?)"
    static let freePlace = "DELETE FROM concurrency_lock WHERE job_id = ? AND claim_token = ? RETURNING concurrency_key"
    static let holdForKey = """
        UPDATE batch_job_queue SET ready = 0, hold = 'key', run_after_ms = NULL WHERE id = ? AND status = 'pending' AND ready = 1
        """
    /// The most urgent job that waits for a key and whose limit reaches a place.
    /// None of a paused queue: it would keep the place from others.
    static let waitingForPlace = """
        SELECT id FROM batch_job_queue INDEXED BY job_for_key
        WHERE status = 'pending' AND hold = 'key' AND \(key) = :key AND \(limit) > :place AND \(isOpen("batch_job_queue.queue"))
        ORDER BY priority DESC, created_at, id LIMIT 1
        """
    static let wake = "UPDATE batch_job_queue SET ready = 1, hold = NULL WHERE id = ? AND status = 'pending' AND hold = 'key'"

    // MARK: Repairing

    /// Places whose run is over: the row was changed or deleted by another program.
    static let staleLocks = "SELECT 1 FROM concurrency_lock WHERE \(isStale) LIMIT 1"
    static let deleteStaleLocks = "DELETE FROM concurrency_lock WHERE \(isStale)"
    private static let isStale = """
        NOT EXISTS (
            SELECT 1 FROM batch_job_queue AS job
            WHERE job.id = concurrency_lock.job_id AND job.status = 'running' AND job.claim_token = concurrency_lock.claim_token)
        """
    /// The keys that jobs wait for, found by jumping from key to key in the index.
    static let keysWaitedFor = """
        WITH RECURSIVE used (key) AS (
            SELECT min(\(key)) FROM batch_job_queue INDEXED BY job_for_key WHERE status = 'pending' AND hold = 'key'
            UNION ALL
            SELECT (
                SELECT min(\(key)) FROM batch_job_queue INDEXED BY job_for_key
                WHERE status = 'pending' AND hold = 'key' AND \(key) > used.key)
            FROM used WHERE used.key IS NOT NULL
        )
        SELECT key FROM used WHERE key IS NOT NULL
        """
    static let waitingForNothing = """
        SELECT id FROM batch_job_queue INDEXED BY job_for_key WHERE status = 'pending' AND hold = 'key' AND \(key) IS NULL
        """
}
