import YobanCore
import YobanRows

/// Queries for people, sign-in links and sessions.
extension Queries {
    // MARK: Users

    static let addUser: Query = """
        INSERT INTO screen_user (name, role, created_ms, created_by) VALUES (:name, :role, :now, :creator)
        """
    /// After a lost answer to COMMIT; waits for a transaction of ours that may still be under way.
    static let addedUser: Query = """
        SELECT id FROM screen_user WHERE id = :id AND name = :name AND created_ms = :now LOCK IN SHARE MODE
        """
    /// Held until the end of the transaction: what is done for the user and that the user is disabled come one after the other.
    static let lockedUser: Query = "SELECT \(User.columns) FROM screen_user WHERE id = :id FOR UPDATE"
    static let users: Query = "SELECT \(User.columns) FROM screen_user ORDER BY id"
    static let changeUser: Query = "UPDATE screen_user FORCE INDEX (PRIMARY) SET role = :role, disabled = :disabled WHERE id = :id"
    static let noteSignIn: Query = "UPDATE screen_user FORCE INDEX (PRIMARY) SET last_sign_in_ms = :now WHERE id = :id"
    static let deleteLinksOfUser: Query = "DELETE FROM sign_in_link WHERE user_id = :id"
    static let deleteSessionsOfUser: Query = "DELETE FROM screen_session WHERE user_id = :id"

    // MARK: Links

    static let addLink: Query = """
        INSERT INTO sign_in_link (hash, user_id, created_ms, created_by, expires_ms) VALUES (:hash, :user, :now, :creator, :expires)
        """
    /// After a lost answer to COMMIT.
    static let addedLink: Query = "SELECT user_id FROM sign_in_link WHERE hash = :hash LOCK IN SHARE MODE"
    static let link: Query = """
        SELECT sign_in_link.expires_ms, \(User.columns) FROM sign_in_link JOIN screen_user ON screen_user.id = sign_in_link.user_id
        WHERE sign_in_link.hash = :hash
        """
    /// A sum, which no index has: the row is found by its key alone.
    static let useLink: Query = "DELETE FROM sign_in_link WHERE hash = :hash AND expires_ms + 0 > :now"
    static let oldLinks: Query = """
        SELECT hash FROM sign_in_link FORCE INDEX (sign_in_link_by_end) WHERE expires_ms < :before ORDER BY expires_ms LIMIT :limit
        """
    static let deleteLink: Query = "DELETE FROM sign_in_link WHERE hash = :id"

    // MARK: Sessions

    static let addSession: Query = """
        INSERT INTO screen_session (hash, user_id, address, agent, created_ms, last_used_ms, expires_ms)
        VALUES (:hash, :user, :address, :agent, :now, :now, :expires)
        """
    /// After a lost answer to COMMIT.
    static let addedSession: Query = "SELECT id FROM screen_session WHERE hash = :hash LOCK IN SHARE MODE"
    private static let session = """
        SELECT \(UserSession.columns) FROM screen_session JOIN screen_user ON screen_user.id = screen_session.user_id
        """
    static let sessionOfHash: Query = "\(session) WHERE screen_session.hash = :hash"
    static let sessionOfID: Query = "\(session) WHERE screen_session.id = :id"
    static let sessions: Query = "\(session) ORDER BY screen_session.id DESC"
    static let noteUseOfSession: Query = """
        UPDATE screen_session FORCE INDEX (PRIMARY) SET last_used_ms = :now WHERE id = :id AND last_used_ms < :now
        """
    /// After a lost answer to COMMIT: it is still there.
    static let sessionLeft: Query = "SELECT id FROM screen_session WHERE id = :id LOCK IN SHARE MODE"
    static let oldSessions: Query = """
        SELECT id FROM screen_session FORCE INDEX (screen_session_by_end) WHERE expires_ms < :before ORDER BY expires_ms LIMIT :limit
        """
    static let deleteSession: Query = "DELETE FROM screen_session WHERE id = :id"
}
