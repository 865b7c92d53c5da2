import GRDB
package import YobanCore
import YobanRows

extension SQLiteStore {
    package func addSignInLink(_ link: NewSignInLink, by author: Author, now: Instant) async throws(StoreError) -> Bool {
        try await write(.addSignInLink) { database in
            guard let user = try database.user(link.user), !user.isDisabled else { return false }
            try database.run(
                Query.addLink,
                [
                    "hash": link.hash, "user": link.user, "now": now.milliseconds, "creator": Stored.text(link.createdBy),
                    "expires": link.expiresAt.milliseconds,
                ])
            try database.note(.linkUser, user.name, by: author, now)
            return true
        }
    }

    package func signInLink(hash: String) async throws(StoreError) -> (user: User, expiresAt: Instant)? {
        try await look(.signIn) { try $0.link(hash) }
    }

    package func signIn(link hash: String, _ session: NewUserSession, now: Instant) async throws(StoreError) -> UserSession? {
        try await write(.signIn) { database in
            guard var user = try database.link(hash)?.user, !user.isDisabled,
                try database.run(Query.useLink, [hash, now.milliseconds]) == 1
            else { return nil }
            user.lastSignInAt = now
            try database.run(Query.noteSignIn, [now.milliseconds, user.id])
            let (address, agent) = (session.address.map(Stored.text), Stored.text(session.agent))
            try database.run(
                Query.addSession,
                [
                    "hash": session.hash, "user": user.id, "address": address, "agent": agent, "now": now.milliseconds,
                    "expires": session.expiresAt.milliseconds,
                ])
            let id = database.lastInsertedRowID
            try database.note(.signIn, user.name, by: Author(signingIn: user, session), now)
            return UserSession(id: id, new: session, user: user, createdAt: now, lastUsedAt: now)
        }
    }

    package func session(hash: String) async throws(StoreError) -> UserSession? {
        try await look(.lookAtSessions) { try $0.row(Query.sessionOfHash, [hash]) { UserSession(cells: &$0) } }
    }

    package func sessions() async throws(StoreError) -> [UserSession] {
        try await read(.lookAtSessions) { try $0.rows(Query.sessions) { UserSession(cells: &$0) } }
    }

    package func noteUse(ofSession id: Int64, at now: Instant) async throws(StoreError) {
        try await write(.noteSessionUse(id)) { _ = try $0.run(Query.noteUseOfSession, ["now": now.milliseconds, "id": id]) }
    }

    package func endSession(_ id: Int64, by author: Author, now: Instant) async throws(StoreError) -> Bool {
        try await write(.endSession(id)) { database in
            guard let session = try database.row(Query.sessionOfID, [id], { UserSession(cells: &$0) }) else { return false }
            try database.run(Query.deleteSession, [id])
            try database.note(.signOut, session.user.name, by: author, now)
            return true
        }
    }
}

extension Database {
    fileprivate func link(_ hash: String) throws -> (user: User, expiresAt: Instant)? {
        try row(Query.link, [hash]) { cells in
            let expiresAt = cells.milliseconds() ?? Instant(milliseconds: 0)
            return (user: User(cells: &cells), expiresAt: expiresAt)
        }
    }
}
