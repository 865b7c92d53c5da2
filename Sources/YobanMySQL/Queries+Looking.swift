import YobanCore
import YobanRows

/// Queries for people's lists, workers and schedules.
extension Queries {
    // MARK: Looking

    static let job: Query = "SELECT \(Job.columns) FROM batch_job_queue WHERE id = :id"
    static let attempts: Query = "SELECT \(Attempt.columns) FROM attempt WHERE job_id = :job ORDER BY number"
    static let newestJob: Query = "SELECT max(id) FROM batch_job_queue"
    static let unfinished: Query = """
        SELECT count(*) FROM (
            SELECT 1 FROM batch_job_queue FORCE INDEX (job_status) WHERE status IN ('pending', 'running') LIMIT :limit
        ) AS unfinished
        """

    /// How many ids ``jobsByIDs`` and the like take at once; places that are not needed are NULL.
    static let idsAtOnce = 64
    static let jobsByIDs = Query(
        "SELECT \(Job.columns) FROM batch_job_queue WHERE id IN (\(places(idsAtOnce)))")
    static let hosts = Query(
        """
        SELECT job_id, host FROM attempt FORCE INDEX (PRIMARY) WHERE job_id IN (\(places(idsAtOnce)))
            AND number = (SELECT max(number) FROM attempt AS later WHERE later.job_id = attempt.job_id)
        """)
    /// The name of the n-th place: `a`, `b`, … in letters, as names of parameters are.
    static func place(_ number: Int) -> String { String(repeating: "i", count: number + 1) }
    static func places(_ count: Int) -> String { (0..<count).map { ":\(place($0))" }.joined(separator: ", ") }
    /// Values for such places.
    static func placed(_ values: some Sequence<Value>) -> [String: Value] {
        Dictionary(uniqueKeysWithValues: values.enumerated().map { (place($0), $1) })
    }

    // The ids of a list's page come from one of three indexes; `since` is looked at last, in the row.
    static let newestIDs: Query = """
        SELECT id FROM batch_job_queue FORCE INDEX (PRIMARY)
        WHERE id < :before AND id >= :floor AND (:since IS NULL OR created_at >= :since) ORDER BY id DESC LIMIT :limit
        """
    static let newestIDsOfStatus: Query = """
        SELECT id FROM batch_job_queue FORCE INDEX (job_status)
        WHERE status = :status AND id < :before AND id >= :floor AND (:since IS NULL OR created_at >= :since)
        ORDER BY id DESC LIMIT :limit
        """
    static let newestIDsOfKey: Query = """
        SELECT id FROM batch_job_queue FORCE INDEX (job_by_key)
        WHERE job_key = :key AND status = :status AND id < :before AND id >= :floor AND (:since IS NULL OR created_at >= :since)
        ORDER BY id DESC LIMIT :limit
        """

    /// The next key in use: there are few keys and many rows, so the keys are found by jumping from one to the next.
    static let nextKey: Query = "SELECT min(job_key) FROM batch_job_queue FORCE INDEX (job_by_key) WHERE job_key > :last"
    /// The smallest id created since, when few are: a list then need not walk further back.
    static let firstIDSince: Query = """
        SELECT min(id), count(*) FROM (
            SELECT id FROM batch_job_queue FORCE INDEX (job_created) WHERE created_at >= :since LIMIT :limit
        ) AS recent
        """
    /// The same of however many there are: as many entries of the index are read.
    static let firstIDOfAllSince: Query = "SELECT min(id) FROM batch_job_queue FORCE INDEX (job_created) WHERE created_at >= :since"

    // Of each status that means an end; other programs end a job without saying when.
    static let endedSince: Query = """
        SELECT id, completed_at FROM batch_job_queue FORCE INDEX (job_ended)
        WHERE status = :status AND completed_at >= :since ORDER BY completed_at, created_at LIMIT :limit
        """
    static let endedSinceWithoutEnd: Query = """
        SELECT id, created_at FROM batch_job_queue FORCE INDEX (job_ended)
        WHERE status = :status AND completed_at IS NULL AND created_at >= :since ORDER BY created_at LIMIT :limit
        """
    static let endedAt: Query = """
        SELECT id FROM batch_job_queue FORCE INDEX (job_ended)
        WHERE status = :status AND completed_at >= :since AND completed_at < :end AND id > :after ORDER BY id LIMIT :limit
        """
    static let endedAtWithoutEnd: Query = """
        SELECT id FROM batch_job_queue FORCE INDEX (job_ended)
        WHERE status = :status AND completed_at IS NULL AND created_at >= :since AND created_at < :end AND id > :after
        ORDER BY id LIMIT :limit
        """

    // MARK: Workers

    static let registerWorker: Query = """
        INSERT INTO worker (id, host, pid, session, beat, slots, boot_id, doorbell, version, queues, lease_ms, seen_ms)
        VALUES (:id, :host, :pid, 1, 0, :slots, :boot, :doorbell, :version, :queues, :lease, :seen)
        ON DUPLICATE KEY UPDATE host = VALUES(host), pid = VALUES(pid), session = session + 1, beat = 0, slots = VALUES(slots),
            boot_id = VALUES(boot_id), doorbell = VALUES(doorbell), version = VALUES(version), queues = VALUES(queues),
            lease_ms = VALUES(lease_ms), retired = 0, seen_ms = VALUES(seen_ms),
            disk_free_bytes = NULL, disk_bytes = NULL, descriptors = NULL, descriptor_limit = NULL
        """
    static let sessionOfWorker: Query = "SELECT session FROM worker WHERE id = :id"
    static let renewWorker: Query = """
        UPDATE worker SET beat = beat + 1, seen_ms = :now, disk_free_bytes = coalesce(:free, disk_free_bytes),
            disk_bytes = coalesce(:disk, disk_bytes), descriptors = coalesce(:descriptors, descriptors),
            descriptor_limit = coalesce(:limit, descriptor_limit)
        WHERE id = :id AND session = :session
        """
    static let renewWorkerThatTakes = renewWorker.followed(by: "AND draining = 0")
    /// Nothing when it is so already.
    static let drainWorker: Query = "UPDATE worker SET draining = :draining WHERE id = :id AND draining <> :draining"
    static let retireWorker: Query =
        "UPDATE worker SET session = session + 1, retired = 1 WHERE id = :id AND session = :session AND retired = 0"
    /// After a lost answer to COMMIT: retired from the session that was to be retired.
    static let retiredWorker: Query = "SELECT id FROM worker WHERE id = :id AND session = :session + 1 AND retired = 1 LOCK IN SHARE MODE"
    static let workersUnseen: Query = """
        SELECT id, session FROM worker WHERE seen_ms < :before AND NOT EXISTS (
            SELECT 1 FROM batch_job_queue FORCE INDEX (job_worker) WHERE worker_id = worker.id AND status = 'running')
        """
    static let deleteWorker: Query = "DELETE FROM worker WHERE id = :id AND session = :session AND seen_ms < :before"
    static let workers: Query = "SELECT \(WorkerRecord.columns) FROM worker ORDER BY id"

    // MARK: Schedules

    /// The assignments are made from left to right: the instant before the expression that it is compared by.
    static let noteSchedule: Query = """
        INSERT INTO schedule (job_key, expression, planned_ms) VALUES (:key, :expression, :now)
        ON DUPLICATE KEY UPDATE planned_ms = IF(expression = VALUES(expression), planned_ms, VALUES(planned_ms)),
            expression = VALUES(expression)
        """
    static let schedules: Query = "SELECT job_key, expression, planned_ms FROM schedule"
    static let moveSchedule: Query = "UPDATE schedule SET planned_ms = :planned WHERE job_key = :key AND planned_ms = :last"
}
