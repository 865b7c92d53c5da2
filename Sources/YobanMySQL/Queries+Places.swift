/// Queries for the places of concurrency keys. Only claims, settlements and releases of jobs with a key ask them, and `promote`.
extension Queries {
    static let limitOfJob: Query = "SELECT concurrency_limit FROM batch_job_queue WHERE id = :id"
    static let takenPlaces: Query = "SELECT place FROM concurrency_lock WHERE concurrency_key = :key ORDER BY place"
    /// Waits for who is giving one back, and keeps the others from it until the end of the transaction.
    static let takenPlacesHeld: Query = """
        SELECT place FROM concurrency_lock WHERE concurrency_key = :key ORDER BY place LOCK IN SHARE MODE
        """
    static let takePlace: Query = """
        INSERT INTO concurrency_lock (concurrency_key, place, job_id, claim_token) VALUES (:key, :place, :job, :token)
        """
    static let placeOfClaim: Query = """
        SELECT place FROM concurrency_lock WHERE concurrency_key = :key AND job_id = :job AND claim_token = :token
        """
    static let freePlace: Query = """
        DELETE FROM concurrency_lock WHERE concurrency_key = :key AND place = :place AND job_id = :job AND claim_token = :token
        """
    static let holdByKey: Query = """
        UPDATE batch_job_queue FORCE INDEX (PRIMARY) SET ready = 0, hold = 'key', run_after_ms = NULL
        WHERE id = :id AND status = 'pending' AND ready = 1 AND concurrency_key = :key
        """

    /// The most urgent job that waits for a place of this key and may have this one.
    /// None of a paused queue: it would keep the place from others.
    static let firstHeldByKey: Query = """
        SELECT id FROM batch_job_queue FORCE INDEX (job_waiting)
        WHERE hold = 'key' AND run_after_ms IS NULL AND concurrency_key = :key AND greatest(coalesce(concurrency_limit, 1), 1) > :place
            AND status = 'pending' AND \(isOpen("batch_job_queue.queue"))
        ORDER BY priority DESC, created_at, id LIMIT 1
        """
    static let makeReadyFromKey: Query = """
        UPDATE batch_job_queue FORCE INDEX (PRIMARY) SET ready = 1, hold = NULL WHERE id = :id AND status = 'pending' AND hold = 'key'
        """

    // MARK: Repairing

    /// Places whose run is over. A place is taken and given back in one transaction with its job's row.
    static let stalePlaces: Query = """
        SELECT concurrency_lock.concurrency_key, place, job_id, concurrency_lock.claim_token FROM concurrency_lock
        LEFT JOIN batch_job_queue FORCE INDEX (PRIMARY) ON id = job_id AND status = 'running' AND batch_job_queue.claim_token = concurrency_lock.claim_token
        WHERE id IS NULL
        """
    /// Of the keys that jobs wait for, the first; NULL when another program took the key away from a job that waits.
    static let firstKeyWaitedFor: Query = """
        SELECT concurrency_key FROM batch_job_queue FORCE INDEX (job_waiting)
        WHERE hold = 'key' AND run_after_ms IS NULL ORDER BY concurrency_key LIMIT 1
        """
    static let nextKeyWaitedFor: Query = """
        SELECT concurrency_key FROM batch_job_queue FORCE INDEX (job_waiting)
        WHERE hold = 'key' AND run_after_ms IS NULL AND concurrency_key > :last ORDER BY concurrency_key LIMIT 1
        """
    static let heldWithoutKey: Query = """
        SELECT id FROM batch_job_queue FORCE INDEX (job_waiting)
        WHERE hold = 'key' AND run_after_ms IS NULL AND concurrency_key IS NULL AND status = 'pending' LIMIT :limit
        """
}
