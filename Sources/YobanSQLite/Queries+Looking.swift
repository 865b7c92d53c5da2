import YobanCore
import YobanRows

/// Queries for people's lists, workers and schedules.
extension Query {
    // MARK: Looking

    static let job = "SELECT \(Job.columns) FROM batch_job_queue WHERE id = ?"
    static let attempts = "SELECT \(Attempt.columns) FROM attempt WHERE job_id = ? ORDER BY number"
    /// `ids` is a JSON list.
    static let hosts = """
        SELECT job_id, host FROM attempt WHERE job_id IN (SELECT value FROM json_each(:ids))
            AND number = (SELECT max(number) FROM attempt AS later WHERE later.job_id = attempt.job_id)
        """
    static let newestJob = "SELECT max(id) FROM batch_job_queue"
    static let unfinished = """
        SELECT count(*) FROM (SELECT 1 FROM batch_job_queue WHERE status IN ('pending', 'running') LIMIT ?)
        """

    /// The rows of known ids, with all of a filter. `statuses` and `ids` are JSON lists.
    static let jobsByIDs = """
        SELECT \(Job.columns) FROM batch_job_queue
        WHERE id IN (SELECT value FROM json_each(:ids)) AND id < :before
            AND (:statuses IS NULL OR status IN (SELECT value FROM json_each(:statuses)))
            AND (:glob IS NULL OR job_key GLOB :glob) AND (:since IS NULL OR created_at >= :since)
        ORDER BY id DESC LIMIT :limit
        """

    // The ids of a list's page come from one of three indexes; `since` is looked at last, in the row.
    static let newestIDs = """
        SELECT id FROM batch_job_queue WHERE id < :before AND id >= :floor AND (:since IS NULL OR created_at >= :since)
        ORDER BY id DESC LIMIT :limit
        """
    static let newestIDsOfStatus = """
        SELECT id FROM batch_job_queue
        WHERE status = :status AND id < :before AND id >= :floor AND (:since IS NULL OR created_at >= :since)
        ORDER BY id DESC LIMIT :limit
        """
    static let newestIDsOfKey = """
        SELECT id FROM batch_job_queue
        WHERE job_key = :key AND status = :status AND id < :before AND id >= :floor AND (:since IS NULL OR created_at >= :since)
        ORDER BY id DESC LIMIT :limit
        """

    /// The keys in use that match, found by jumping from key to key in the index: there are few keys and many rows.
    static let keysInUse = """
        WITH RECURSIVE used (key) AS (
            SELECT min(job_key) FROM batch_job_queue
            UNION ALL
            SELECT (SELECT min(job_key) FROM batch_job_queue WHERE job_key > used.key) FROM used WHERE used.key IS NOT NULL
        )
        SELECT key FROM used WHERE key GLOB ?
        """
    /// The smallest id created since: a list need not walk further back. Times of creation need not rise with the ids; one look for each
    /// block of ids tells whether any of it was created since.
    static let firstIDSince = """
        WITH RECURSIVE block (n) AS (
            SELECT min(\(Schema.block)) FROM batch_job_queue
            UNION ALL
            SELECT (SELECT min(\(Schema.block)) FROM batch_job_queue WHERE \(Schema.block) > block.n) FROM block WHERE block.n IS NOT NULL
        )
        SELECT (SELECT min(id) FROM batch_job_queue WHERE \(Schema.block) = block.n AND created_at >= :since) FROM block
        WHERE block.n IS NOT NULL AND (SELECT max(created_at) FROM batch_job_queue WHERE \(Schema.block) = block.n) >= :since LIMIT 1
        """

    static let finishedSince = """
        SELECT \(Job.columns) FROM batch_job_queue INDEXED BY job_finished
        WHERE status NOT IN ('pending', 'running') AND coalesce(completed_at, created_at) >= :since
        ORDER BY coalesce(completed_at, created_at), id LIMIT :limit OFFSET :skipped
        """
    static let finishedAt = """
        SELECT \(Job.columns) FROM batch_job_queue INDEXED BY job_finished
        WHERE status NOT IN ('pending', 'running') AND coalesce(completed_at, created_at) >= :since
            AND coalesce(completed_at, created_at) < :end AND id > :after
        ORDER BY id LIMIT :limit
        """

    // MARK: Workers

    static let registerWorker = """
        INSERT INTO worker (id, host, pid, session, beat, slots, boot_id, doorbell, version, seen_ms, queues, lease_ms)
        VALUES (:id, :host, :pid, 1, 0, :slots, :boot, :doorbell, :version, :seen, :queues, :lease)
        ON CONFLICT (id) DO UPDATE SET host = excluded.host, pid = excluded.pid, session = session + 1, beat = 0,
            slots = excluded.slots, boot_id = excluded.boot_id, doorbell = excluded.doorbell, version = excluded.version,
            seen_ms = excluded.seen_ms, queues = excluded.queues, lease_ms = excluded.lease_ms, retired = 0,
            disk_free_bytes = NULL, disk_bytes = NULL, descriptors = NULL, descriptor_limit = NULL
        RETURNING session
        """
    static let renewWorker = """
        UPDATE worker SET beat = beat + 1, seen_ms = :now, disk_free_bytes = coalesce(:free, disk_free_bytes),
            disk_bytes = coalesce(:disk, disk_bytes), descriptors = coalesce(:descriptors, descriptors),
            descriptor_limit = coalesce(:limit, descriptor_limit)
        WHERE id = :id AND session = :session AND retired = 0 RETURNING draining
        """
    /// Nothing when it is so already.
    static let drainWorker = "UPDATE worker SET draining = :draining WHERE id = :id AND draining <> :draining"
    static let worker = "SELECT 1 FROM worker WHERE id = ?"
    static let retireWorker = "UPDATE worker SET session = session + 1, retired = 1 WHERE id = ? AND session = ? AND retired = 0"
    static let oldWorkers = "SELECT 1 FROM worker WHERE \(isOldWorker) LIMIT 1"
    static let deleteOldWorkers = "DELETE FROM worker WHERE \(isOldWorker)"
    private static let isOldWorker = """
        seen_ms < ? AND NOT EXISTS (
            SELECT 1 FROM batch_job_queue INDEXED BY job_running WHERE status = 'running' AND worker_id = worker.id)
        """
    static let workers = "SELECT \(WorkerRecord.columns) FROM worker ORDER BY id"

    // MARK: Logs

    static let keepPiece = """
        INSERT INTO log_chunk (job_id, attempt_no, start_offset, end_offset, data, marks)
        SELECT :job, :attempt, :start, :end, :data, :marks WHERE EXISTS (SELECT 1 FROM batch_job_queue WHERE id = :job)
        ON CONFLICT (job_id, attempt_no, start_offset) DO NOTHING
        """
    static let pieces = """
        SELECT start_offset, data, marks FROM log_chunk WHERE job_id = ? AND attempt_no = ? AND end_offset > ? ORDER BY start_offset
        """
    static let dropPieces = """
        DELETE FROM log_chunk WHERE job_id = ? AND attempt_no = ? AND start_offset >= ? AND end_offset <= ?
        """

    // MARK: Series

    static let keepSeries = "UPDATE attempt SET series = :series WHERE job_id = :job AND number = :number AND id = :id"
    static let series = "SELECT series FROM attempt WHERE job_id = :job AND number = :number AND id = :id AND series IS NOT NULL"

    // MARK: Schedules

    static let noteSchedule = """
        INSERT INTO schedule (job_key, expression, planned_ms) VALUES (:key, :expression, :now)
        ON CONFLICT (job_key) DO UPDATE SET expression = excluded.expression, planned_ms = excluded.planned_ms
            WHERE expression <> excluded.expression
        """
    static let schedules = "SELECT job_key, expression, planned_ms FROM schedule"
    static let moveSchedule = "UPDATE schedule SET planned_ms = :planned WHERE job_key = :key AND planned_ms = :last"
}
