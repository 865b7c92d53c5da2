import YobanCore
import YobanRows

/// Queries about workers and schedules.
extension Query {
    /// A start ends a retirement, and keeps what a person said.
    static let registerWorker = Statement(
        """
        INSERT INTO worker (id, host, pid, session, beat, slots, boot_id, doorbell, version, queues, lease_ms, draining, seen_ms)
        VALUES (:id, :host, :pid, 1, 0, :slots, :boot, :doorbell, :version, :queues, :lease, :draining, :seen)
        ON CONFLICT (id) DO UPDATE SET host = excluded.host, pid = excluded.pid, session = worker.session + 1, beat = 0,
            slots = excluded.slots, boot_id = excluded.boot_id, doorbell = excluded.doorbell, version = excluded.version,
            queues = excluded.queues, lease_ms = excluded.lease_ms, retired = false, seen_ms = excluded.seen_ms,
            disk_free_bytes = NULL, disk_bytes = NULL, descriptors = NULL, descriptor_limit = NULL
        RETURNING session
        """)
    static let renewWorker = Statement(
        """
        UPDATE worker SET beat = beat + 1, seen_ms = :now, disk_free_bytes = coalesce(:free, disk_free_bytes),
            disk_bytes = coalesce(:disk, disk_bytes), descriptors = coalesce(:descriptors, descriptors),
            descriptor_limit = coalesce(:limit, descriptor_limit)
        WHERE id = :id AND session = :session AND NOT retired
        RETURNING draining
        """)
    /// Nothing when it is so already.
    static let drainWorker = Statement("UPDATE worker SET draining = :draining WHERE id = :id AND draining <> :draining")
    static let worker = Statement("SELECT true FROM worker WHERE id = :id")
    static let retireWorker = Statement(
        "UPDATE worker SET session = session + 1, retired = true WHERE id = :id AND session = :session AND NOT retired")
    static let workers = Statement("SELECT \(WorkerRecord.columns) FROM worker ORDER BY id COLLATE \"C\"")

    // MARK: Schedules

    static let noteSchedules = Statement(
        """
        INSERT INTO schedule (job_key, expression, planned_ms)
        SELECT key, expression, :now::bigint FROM unnest(:keys::text[], :expressions::text[]) AS new (key, expression) ORDER BY key
        ON CONFLICT (job_key) DO UPDATE SET expression = excluded.expression, planned_ms = excluded.planned_ms
            WHERE schedule.expression <> excluded.expression
        """)
    static let schedules = Statement("SELECT job_key, expression, planned_ms FROM schedule WHERE job_key = ANY(:keys::text[])")
    static let moveSchedule = Statement("UPDATE schedule SET planned_ms = :planned WHERE job_key = :key AND planned_ms = :last")
}
