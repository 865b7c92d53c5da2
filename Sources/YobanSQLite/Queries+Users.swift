import YobanCore
import YobanRows

/// Queries for people, sign-in links and sessions.
extension Query {
    // MARK: Users

    static let addUser = """
        INSERT INTO screen_user (name, role, created_ms, created_by) VALUES (:name, :role, :now, :creator)
        ON CONFLICT (name) DO NOTHING
        """
    static let user = "SELECT \(User.columns) FROM screen_user WHERE id = ?"
    static let users = "SELECT \(User.columns) FROM screen_user ORDER BY id"
    static let changeUser = "UPDATE screen_user SET role = :role, disabled = :disabled WHERE id = :id"
    static let noteSignIn = "UPDATE screen_user SET last_sign_in_ms = ? WHERE id = ?"
    static let deleteLinksOfUser = "DELETE FROM sign_in_link WHERE user_id = ?"
    static let deleteSessionsOfUser = "DELETE FROM screen_session WHERE user_id = ?"

    // MARK: Links

    static let addLink = """
        INSERT INTO sign_in_link (hash, user_id, created_ms, created_by, expires_ms) VALUES (:hash, :user, :now, :creator, :expires)
        """
    static let link = """
        SELECT sign_in_link.expires_ms, \(User.columns) FROM sign_in_link JOIN screen_user ON screen_user.id = sign_in_link.user_id
        WHERE sign_in_link.hash = ?
        """
    static let useLink = "DELETE FROM sign_in_link WHERE hash = ? AND expires_ms > ?"
    static let deleteOldLinks = """
        DELETE FROM sign_in_link WHERE hash IN (SELECT hash FROM sign_in_link WHERE expires_ms < ? ORDER BY expires_ms LIMIT ?)
        """

    // MARK: Sessions

    static let addSession = """
        INSERT INTO screen_session (hash, user_id, address, agent, created_ms, last_used_ms, expires_ms)
        VALUES (:hash, :user, :address, :agent, :now, :now, :expires)
        """
    private static let session = """
        SELECT \(UserSession.columns) FROM screen_session JOIN screen_user ON screen_user.id = screen_session.user_id
        """
    static let sessionOfHash = "\(session) WHERE screen_session.hash = ?"
    static let sessionOfID = "\(session) WHERE screen_session.id = ?"
    static let sessions = "\(session) ORDER BY screen_session.id DESC"
    static let noteUseOfSession = "UPDATE screen_session SET last_used_ms = :now WHERE id = :id AND last_used_ms < :now"
    static let deleteSession = "DELETE FROM screen_session WHERE id = ?"
    static let deleteOldSessions = """
        DELETE FROM screen_session WHERE id IN (SELECT id FROM screen_session WHERE expires_ms < ? ORDER BY expires_ms LIMIT ?)
        """
}
