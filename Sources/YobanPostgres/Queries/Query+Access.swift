import YobanCore
import YobanRows

/// Queries for tokens, the audit, and requests that may be sent again.
extension Query {
    // MARK: Tokens

    static let addToken = Statement(
        """
        INSERT INTO access_token (name, hash, scopes, key_globs, created_ms, created_by, expires_ms)
        VALUES (:name, :hash, :scopes, :globs, :now, :creator, :expires)
        ON CONFLICT (name) WHERE revoked_ms IS NULL DO NOTHING
        RETURNING id
        """)
    static let tokenOfHash = Statement("SELECT \(AccessToken.columns) FROM access_token WHERE hash = :hash")
    static let tokens = Statement("SELECT \(AccessToken.columns) FROM access_token ORDER BY id")
    static let revokeToken = Statement("UPDATE access_token SET revoked_ms = :now WHERE id = :id AND revoked_ms IS NULL")
    static let noteUseOfToken = Statement(
        """
        UPDATE access_token SET last_used_ms = :now::bigint WHERE id = :id AND (last_used_ms IS NULL OR last_used_ms < :now::bigint)
        """)

    // MARK: Audit

    /// One entry for each target, in the order given.
    static let note = Statement(
        """
        INSERT INTO audit (at_ms, author, address, action, target, state_before, state_after)
        SELECT :at::bigint, :author::text, :address::text, :action::text, target, :before::text, :after::text
        FROM unnest(:targets::text[]) WITH ORDINALITY AS noted (target, n) ORDER BY n
        """)

    // One statement for each index that a filter can use.
    static let entries = entries("true")
    static let entriesOfTarget = entries("target = :target AND (:author::text IS NULL OR author = :author::text)")
    static let entriesOfAuthor = entries("author = :author")
    private static func entries(_ condition: String) -> Statement {
        Statement("SELECT \(AuditEntry.columns) FROM audit WHERE \(condition) AND id < :before::bigint ORDER BY id DESC LIMIT :limit")
    }

    static let pruneAudit = Statement(
        """
        WITH old AS MATERIALIZED (
            SELECT id FROM audit WHERE at_ms < :before ORDER BY at_ms LIMIT :limit FOR UPDATE SKIP LOCKED
        )
        DELETE FROM audit AS entry USING old WHERE entry.id = old.id
        """)

    // MARK: Requests

    private static let isRequest = "sender = :sender AND request_key = :key"
    static let beginRequest = Statement(
        """
        INSERT INTO idempotent_request (sender, request_key, hash, begun_ms) VALUES (:sender, :key, :hash, :now)
        ON CONFLICT (sender, request_key) DO NOTHING
        """)
    static let request = Statement("SELECT hash, begun_ms, status, body, location FROM idempotent_request WHERE \(isRequest)")
    static let finishRequest = Statement(
        """
        UPDATE idempotent_request SET status = :status, body = :body, location = :location WHERE \(isRequest) AND hash = :hash
        """)
    static let forgetRequest = Statement("DELETE FROM idempotent_request WHERE \(isRequest) AND hash = :hash AND status IS NULL")
    static let pruneRequests = Statement(
        """
        WITH old AS MATERIALIZED (
            SELECT sender, request_key FROM idempotent_request
            WHERE begun_ms < :before ORDER BY begun_ms LIMIT :limit FOR UPDATE SKIP LOCKED
        )
        DELETE FROM idempotent_request AS request USING old
        WHERE request.sender = old.sender AND request.request_key = old.request_key
        """)
}
