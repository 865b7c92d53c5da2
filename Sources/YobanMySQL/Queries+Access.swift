import YobanCore
import YobanRows

/// Queries for tokens, the audit, and requests that may be sent again.
extension Queries {
    // MARK: Tokens

    static let addToken: Query = """
        INSERT INTO access_token (name, hash, scopes, key_globs, created_ms, created_by, expires_ms)
        VALUES (:name, :hash, :scopes, :globs, :now, :creator, :expires)
        """
    static let tokenOfName: Query = "SELECT id FROM access_token FORCE INDEX (token_by_name) WHERE valid_name = :name"
    static let tokenOfHash: Query = "SELECT \(AccessToken.columns) FROM access_token WHERE hash = :hash"
    /// After a lost answer to COMMIT; waits for a transaction of ours that may still be under way.
    static let addedToken: Query = "SELECT id FROM access_token WHERE hash = :hash LOCK IN SHARE MODE"
    static let tokens: Query = "SELECT \(AccessToken.columns) FROM access_token ORDER BY id"
    static let revokeToken: Query = """
        UPDATE access_token FORCE INDEX (PRIMARY) SET revoked_ms = :now WHERE id = :id AND revoked_ms IS NULL
        """
    /// After a lost answer to COMMIT: revoked at just this instant.
    static let revokedToken: Query = "SELECT id FROM access_token WHERE id = :id AND revoked_ms = :now LOCK IN SHARE MODE"
    static let noteUseOfToken: Query = """
        UPDATE access_token FORCE INDEX (PRIMARY) SET last_used_ms = :now WHERE id = :id AND (last_used_ms IS NULL OR last_used_ms < :now)
        """

    // MARK: Audit

    static let note: Query = """
        INSERT INTO audit (at_ms, author, address, `action`, target, state_before, state_after)
        VALUES (:at, :author, :address, :action, :target, :before, :after)
        """

    // One query for each index that a filter can use.
    static let entries: Query = """
        SELECT \(AuditEntry.columns) FROM audit FORCE INDEX (PRIMARY) WHERE id < :before ORDER BY id DESC LIMIT :limit
        """
    static let entriesOfTarget: Query = """
        SELECT \(AuditEntry.columns) FROM audit FORCE INDEX (audit_by_target)
        WHERE target = :target AND id < :before AND (:author IS NULL OR author = :author) ORDER BY id DESC LIMIT :limit
        """
    static let entriesOfAuthor: Query = """
        SELECT \(AuditEntry.columns) FROM audit FORCE INDEX (audit_by_author)
        WHERE author = :author AND id < :before ORDER BY id DESC LIMIT :limit
        """
    static let oldEntries: Query = "SELECT id FROM audit FORCE INDEX (audit_by_time) WHERE at_ms < :before ORDER BY at_ms LIMIT :limit"
    static let deleteEntry: Query = "DELETE FROM audit WHERE id = :id"

    // MARK: Requests

    static let beginRequest: Query = """
        INSERT INTO idempotent_request (sender, request_key, hash, begun_ms, begin_token) VALUES (:sender, :key, :hash, :now, :token)
        """
    static let request: Query = """
        SELECT hash, begun_ms, status, body, location FROM idempotent_request WHERE sender = :sender AND request_key = :key
        """
    /// After a lost answer to COMMIT: who began it.
    static let beginToken: Query = """
        SELECT begin_token FROM idempotent_request WHERE sender = :sender AND request_key = :key LOCK IN SHARE MODE
        """
    static let finishRequest: Query = """
        UPDATE idempotent_request SET status = :status, body = :body, location = :location
        WHERE sender = :sender AND request_key = :key AND hash = :hash
        """
    static let forgetRequest: Query = """
        DELETE FROM idempotent_request WHERE sender = :sender AND request_key = :key AND hash = :hash AND status IS NULL
        """
    static let oldRequests: Query = """
        SELECT sender, request_key FROM idempotent_request FORCE INDEX (request_by_time)
        WHERE begun_ms < :before ORDER BY begun_ms LIMIT :limit
        """
    /// A sum, which no index has: the row is found by its key alone.
    static let deleteOldRequest: Query = """
        DELETE FROM idempotent_request WHERE sender = :sender AND request_key = :key AND begun_ms + 0 < :before
        """

    // MARK: Figures

    /// The next queue that has jobs of a status, ready or not: found by jumping from one to the next. The index holds all that is asked for.
    static let nextQueue: Query = """
        SELECT min(queue) FROM batch_job_queue FORCE INDEX (job_ready) WHERE status = :status AND ready = :ready AND queue > :last
        """
    static let queueFigures: Query = """
        SELECT count(*), sum(coalesce(stop_requested, 0) <> 0), min(CASE WHEN coalesce(stop_requested, 0) = 0 THEN created_at END) FROM (
            SELECT created_at, stop_requested FROM batch_job_queue FORCE INDEX (job_ready)
            WHERE status = :status AND ready = :ready AND queue = :queue LIMIT :limit
        ) AS counted
        """
    static let lastCompleted: Query = """
        SELECT completed_at FROM batch_job_queue FORCE INDEX (job_by_key)
        WHERE job_key = :key AND status = 'completed' AND completed_at IS NOT NULL ORDER BY id DESC LIMIT 1
        """
}
