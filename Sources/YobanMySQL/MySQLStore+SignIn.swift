package import YobanCore
import YobanRows

extension MySQLStore {
    package func addSignInLink(_ link: NewSignInLink, by author: Author, now: Instant) async throws(StoreError) -> Bool {
        let values: [String: Value] = [
            "hash": .text(link.hash), "user": .integer(link.user), "now": Value(milliseconds: now),
            "creator": .text(Stored.text(link.createdBy, characters: 255)), "expires": Value(milliseconds: link.expiresAt),
        ]
        let confirm = { @Sendable (session: Session, isAdded: Bool) in
            try !isAdded || session.row(Queries.addedLink, values) { _ in true } != nil
        }
        return try await write(.addSignInLink, confirm: confirm) { session in
            guard let user = try session.lockedUser(link.user), !user.isDisabled else { return false }
            try session.run(Queries.addLink, values)
            try session.note(.linkUser, [user.name], by: author, now)
            return true
        }
    }

    package func signInLink(hash: String) async throws(StoreError) -> (user: User, expiresAt: Instant)? {
        try await perform(.signIn) { try $0.link(hash) }
    }

    package func signIn(link hash: String, _ session: NewUserSession, now: Instant) async throws(StoreError) -> UserSession? {
        let confirm = { @Sendable (connection: Session, opened: UserSession?) in
            try opened == nil || connection.row(Queries.addedSession, ["hash": .text(session.hash)]) { _ in true } != nil
        }
        return try await write(.signIn, confirm: confirm) { connection in
            guard let owner = try connection.link(hash)?.user.id, var user = try connection.lockedUser(owner), !user.isDisabled,
                try connection.run(Queries.useLink, ["hash": .text(hash), "now": Value(milliseconds: now)]) == 1
            else { return nil }
            user.lastSignInAt = now
            try connection.run(Queries.noteSignIn, ["now": Value(milliseconds: now), "id": .integer(user.id)])
            try connection.run(
                Queries.addSession,
                [
                    "hash": .text(session.hash), "user": .integer(user.id),
                    "address": Value(session.address.map { Stored.text($0, characters: 255) }), "agent": .text(session.agent),
                    "now": Value(milliseconds: now), "expires": Value(milliseconds: session.expiresAt),
                ])
            let id = try connection.insertedID(Queries.addSession).value
            try connection.note(.signIn, [user.name], by: Author(signingIn: user, session), now)
            return UserSession(id: id, new: session, user: user, createdAt: now, lastUsedAt: now)
        }
    }

    package func session(hash: String) async throws(StoreError) -> UserSession? {
        try await perform(.lookAtSessions) { try $0.row(Queries.sessionOfHash, ["hash": .text(hash)]) { UserSession(cells: &$0) } }
    }

    package func sessions() async throws(StoreError) -> [UserSession] {
        try await perform(.lookAtSessions) { try $0.rows(Queries.sessions) { UserSession(cells: &$0) } }
    }

    package func noteUse(ofSession id: Int64, at now: Instant) async throws(StoreError) {
        try await perform(.noteSessionUse(id)) { session in
            _ = try session.run(Queries.noteUseOfSession, ["id": .integer(id), "now": Value(milliseconds: now)])
        }
    }

    package func endSession(_ id: Int64, by author: Author, now: Instant) async throws(StoreError) -> Bool {
        let values: [String: Value] = ["id": .integer(id)]
        let confirm = { @Sendable (session: Session, isEnded: Bool) in
            try !isEnded || session.row(Queries.sessionLeft, values) { _ in true } == nil
        }
        return try await write(.endSession(id), confirm: confirm) { session in
            guard let ended = try session.row(Queries.sessionOfID, values, { UserSession(cells: &$0) }),
                try session.run(Queries.deleteSession, values) == 1
            else { return false }
            try session.note(.signOut, [ended.user.name], by: author, now)
            return true
        }
    }
}

extension Session {
    fileprivate func link(_ hash: String) throws -> (user: User, expiresAt: Instant)? {
        try row(Queries.link, ["hash": .text(hash)]) { cells in
            let expiresAt = cells.milliseconds() ?? Instant(milliseconds: 0)
            return (user: User(cells: &cells), expiresAt: expiresAt)
        }
    }
}
