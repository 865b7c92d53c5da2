import YobanCore
import YobanRows

/// Queries for tokens, the audit, and requests that may be sent again.
extension Query {
    // MARK: Tokens

    static let addToken = """
        INSERT INTO access_token (name, hash, scopes, key_globs, created_ms, created_by, expires_ms)
        VALUES (:name, :hash, :scopes, :globs, :now, :creator, :expires)
        ON CONFLICT (name) WHERE revoked_ms IS NULL DO NOTHING
        """
    static let tokenOfHash = "SELECT \(AccessToken.columns) FROM access_token WHERE hash = ?"
    static let tokens = "SELECT \(AccessToken.columns) FROM access_token ORDER BY id"
    static let revokeToken = "UPDATE access_token SET revoked_ms = ? WHERE id = ? AND revoked_ms IS NULL"
    static let noteUseOfToken = """
        UPDATE access_token SET last_used_ms = :now WHERE id = :id AND (last_used_ms IS NULL OR last_used_ms < :now)
        """

    // MARK: Audit

    static let note = """
        INSERT INTO audit (at_ms, author, address, action, target, state_before, state_after)
        VALUES (:at, :author, :address, :action, :target, :before, :after)
        """

    // One query for each index that a filter can use.
    static let entries = "SELECT \(AuditEntry.columns) FROM audit WHERE id < :before ORDER BY id DESC LIMIT :limit"
    static let entriesOfTarget = """
        SELECT \(AuditEntry.columns) FROM audit
        WHERE target = :target AND id < :before AND (:author IS NULL OR author = :author) ORDER BY id DESC LIMIT :limit
        """
    static let entriesOfAuthor = """
        SELECT \(AuditEntry.columns) FROM audit WHERE author = :author AND id < :before ORDER BY id DESC LIMIT :limit
        """
    static let deleteOldEntries = "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at_ms < ? ORDER BY at_ms LIMIT ?)"

    // MARK: Requests

    static let beginRequest = """
        INSERT INTO idempotent_request (sender, request_key, hash, begun_ms) VALUES (?, ?, ?, ?)
        ON CONFLICT (sender, request_key) DO NOTHING
        """
    static let request = """
        SELECT hash, begun_ms, status, body, location FROM idempotent_request WHERE sender = ? AND request_key = ?
        """
    static let finishRequest = """
        UPDATE idempotent_request SET status = :status, body = :body, location = :location
        WHERE sender = :sender AND request_key = :key AND hash = :hash
        """
    static let forgetRequest = """
        DELETE FROM idempotent_request WHERE sender = :sender AND request_key = :key AND hash = :hash AND status IS NULL
        """
    static let deleteOldRequests = """
        DELETE FROM idempotent_request WHERE (sender, request_key) IN (
            SELECT sender, request_key FROM idempotent_request WHERE begun_ms < ? ORDER BY begun_ms LIMIT ?)
        """

    // MARK: Figures

    /// The queues that have ready jobs, found by jumping from queue to queue in the index.
    static let queuesWithReady = """
        WITH RECURSIVE used (queue) AS (
            SELECT min(queue) FROM batch_job_queue INDEXED BY job_ready WHERE status = 'pending' AND ready = 1
            UNION ALL
            SELECT (
                SELECT min(queue) FROM batch_job_queue INDEXED BY job_ready
                WHERE status = 'pending' AND ready = 1 AND queue > used.queue)
            FROM used WHERE used.queue IS NOT NULL
        )
        SELECT queue FROM used WHERE queue IS NOT NULL
        """
    static let readyFigures = """
        SELECT count(*), min(created_at) FROM (
            SELECT created_at FROM batch_job_queue INDEXED BY job_ready
            WHERE status = 'pending' AND ready = 1 AND queue = ? AND coalesce(stop_requested, 0) = 0 LIMIT ?)
        """
    /// Of all queues, from the indexes that hold only such jobs.
    static let heldFigures = """
        SELECT queue, count(*) FROM (
            SELECT * FROM (
                SELECT queue FROM batch_job_queue INDEXED BY job_waiting WHERE status = 'pending' AND hold = 'time' LIMIT :limit)
            UNION ALL SELECT * FROM (
                SELECT queue FROM batch_job_queue INDEXED BY job_for_key WHERE status = 'pending' AND hold = 'key' LIMIT :limit)
            UNION ALL SELECT * FROM (
                SELECT queue FROM batch_job_queue INDEXED BY job_flagged
                WHERE status = 'pending' AND stop_requested <> 0 AND ready = 1 LIMIT :limit))
        GROUP BY queue
        """
    static let runningFigures = """
        SELECT queue, count(*) FROM (
            SELECT queue FROM batch_job_queue INDEXED BY job_running WHERE status = 'running' LIMIT ?)
        GROUP BY queue
        """
    static let lastCompleted = """
        SELECT completed_at FROM batch_job_queue INDEXED BY job_by_key
        WHERE job_key = ? AND status = 'completed' AND completed_at IS NOT NULL ORDER BY id DESC LIMIT 1
        """
}
