package import YobanCore
import YobanRows

extension PostgresStore {
    package func addSignInLink(_ link: NewSignInLink, by author: Author, now: Instant) async throws(StoreError) -> Bool {
        try await transact(.addSignInLink) { session in
            guard let user = try session.lockedUser(link.user), !user.isDisabled else { return false }
            let arguments: [String: (any Bindable)?] = [
                "hash": link.hash, "user": link.user, "now": now, "creator": Stored.text(link.createdBy), "expires": link.expiresAt,
            ]
            try session.run(Query.addLink, arguments)
            try session.note(.linkUser, [user.name], by: author, now)
            return true
        }
    }

    package func signInLink(hash: String) async throws(StoreError) -> (user: User, expiresAt: Instant)? {
        try await perform(.signIn) { try $0.link(hash) }
    }

    package func signIn(link hash: String, _ session: NewUserSession, now: Instant) async throws(StoreError) -> UserSession? {
        try await transact(.signIn) { connection in
            guard let owner = try connection.link(hash)?.user.id, var user = try connection.lockedUser(owner), !user.isDisabled,
                try connection.run(Query.useLink, ["hash": hash, "now": now]).changed == 1
            else { return nil }
            user.lastSignInAt = now
            try connection.run(Query.noteSignIn, ["now": now, "id": user.id])
            let arguments: [String: (any Bindable)?] = [
                "hash": session.hash, "user": user.id, "address": session.address.map(Stored.text), "agent": Stored.text(session.agent),
                "now": now, "expires": session.expiresAt,
            ]
            let id = try connection.run(Query.addSession, arguments).first { $0.integer() ?? 0 } ?? 0
            try connection.note(.signIn, [user.name], by: Author(signingIn: user, session), now)
            return UserSession(id: id, new: session, user: user, createdAt: now, lastUsedAt: now)
        }
    }

    package func session(hash: String) async throws(StoreError) -> UserSession? {
        try await perform(.lookAtSessions) { try $0.run(Query.sessionOfHash, ["hash": hash]).first { UserSession(cells: &$0) } }
    }

    package func sessions() async throws(StoreError) -> [UserSession] {
        try await perform(.lookAtSessions) { try $0.run(Query.sessions).map { UserSession(cells: &$0) } }
    }

    package func noteUse(ofSession id: Int64, at now: Instant) async throws(StoreError) {
        _ = try await perform(.noteSessionUse(id)) { try $0.run(Query.noteUseOfSession, ["now": now, "id": id]).changed }
    }

    package func endSession(_ id: Int64, by author: Author, now: Instant) async throws(StoreError) -> Bool {
        try await transact(.endSession(id)) { session in
            guard let ended = try session.run(Query.sessionOfID, ["id": id]).first({ UserSession(cells: &$0) }),
                try session.run(Query.deleteSession, ["id": id]).changed == 1
            else { return false }
            try session.note(.signOut, [ended.user.name], by: author, now)
            return true
        }
    }
}

extension Session {
    fileprivate func link(_ hash: String) throws -> (user: User, expiresAt: Instant)? {
        try run(Query.link, ["hash": hash]).first { cells in
            let expiresAt = cells.milliseconds() ?? Instant(milliseconds: 0)
            return (user: User(cells: &cells), expiresAt: expiresAt)
        }
    }
}
