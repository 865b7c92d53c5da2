import YobanCore
import YobanRows

/// Queries for people, sign-in links and sessions.
extension Query {
    // MARK: Users

    static let addUser = Statement(
        """
        INSERT INTO screen_user (name, role, created_ms, created_by) VALUES (:name, :role, :now, :creator)
        ON CONFLICT (name) DO NOTHING
        RETURNING id
        """)
    /// Held until the end of the transaction: what is done for the user and that the user is disabled come one after the other.
    static let lockedUser = Statement("SELECT \(User.columns) FROM screen_user WHERE id = :id FOR UPDATE")
    static let users = Statement("SELECT \(User.columns) FROM screen_user ORDER BY id")
    static let changeUser = Statement("UPDATE screen_user SET role = :role, disabled = :disabled WHERE id = :id")
    static let noteSignIn = Statement("UPDATE screen_user SET last_sign_in_ms = :now WHERE id = :id")
    static let deleteLinksOfUser = Statement("DELETE FROM sign_in_link WHERE user_id = :id")
    static let deleteSessionsOfUser = Statement("DELETE FROM screen_session WHERE user_id = :id")

    // MARK: Links

    static let addLink = Statement(
        """
        INSERT INTO sign_in_link (hash, user_id, created_ms, created_by, expires_ms) VALUES (:hash, :user, :now, :creator, :expires)
        """)
    static let link = Statement(
        """
        SELECT sign_in_link.expires_ms, \(User.columns) FROM sign_in_link JOIN screen_user ON screen_user.id = sign_in_link.user_id
        WHERE sign_in_link.hash = :hash
        """)
    static let useLink = Statement("DELETE FROM sign_in_link WHERE hash = :hash AND expires_ms > :now")
    static let pruneLinks = Statement(
        """
        WITH old AS MATERIALIZED (
            SELECT hash FROM sign_in_link WHERE expires_ms < :before ORDER BY expires_ms LIMIT :limit FOR UPDATE SKIP LOCKED
        )
        DELETE FROM sign_in_link USING old WHERE sign_in_link.hash = old.hash
        """)

    // MARK: Sessions

    static let addSession = Statement(
        """
        INSERT INTO screen_session (hash, user_id, address, agent, created_ms, last_used_ms, expires_ms)
        VALUES (:hash, :user, :address, :agent, :now, :now, :expires)
        RETURNING id
        """)
    private static let session = """
        SELECT \(UserSession.columns) FROM screen_session JOIN screen_user ON screen_user.id = screen_session.user_id
        """
    static let sessionOfHash = Statement("\(session) WHERE screen_session.hash = :hash")
    static let sessionOfID = Statement("\(session) WHERE screen_session.id = :id")
    static let sessions = Statement("\(session) ORDER BY screen_session.id DESC")
    static let noteUseOfSession = Statement(
        "UPDATE screen_session SET last_used_ms = :now::bigint WHERE id = :id AND last_used_ms < :now::bigint")
    static let deleteSession = Statement("DELETE FROM screen_session WHERE id = :id")
    static let pruneSessions = Statement(
        """
        WITH old AS MATERIALIZED (
            SELECT id FROM screen_session WHERE expires_ms < :before ORDER BY expires_ms LIMIT :limit FOR UPDATE SKIP LOCKED
        )
        DELETE FROM screen_session USING old WHERE screen_session.id = old.id
        """)
}
