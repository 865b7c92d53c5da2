import Synchronization
package import YobanCore

extension MemoryStore {
    package func addUser(_ user: NewUser, by author: Author, now: Instant) async throws(StoreError) -> User? {
        state.withLock { state in
            // Byte by byte, as databases compare.
            if state.users.contains(where: { $0.name.utf8.elementsEqual(user.name.utf8) }) { return nil }
            let added = User(
                id: Int64(state.users.count + 1), name: user.name, role: user.role, createdAt: now, createdBy: user.createdBy)
            state.users.append(added)
            state.note(.createUser, user.name, by: author, now, after: user.role.rawValue)
            return added
        }
    }

    package func users() async throws(StoreError) -> [User] { state.withLock { $0.users } }

    package func changeUser(
        _ id: Int64, role: Role, isDisabled: Bool, by author: Author, now: Instant
    ) async throws(StoreError) -> Bool {
        state.withLock { state in
            guard let index = state.users.firstIndex(where: { $0.id == id }) else { return false }
            let before = state.users[index]
            (state.users[index].role, state.users[index].isDisabled) = (role, isDisabled)
            let after = state.users[index]
            if after.standing != before.standing {
                state.note(.changeUser, before.name, by: author, now, before: before.standing, after: after.standing)
            }
            if isDisabled {
                state.links.removeAll { $0.user == id }
                state.sessions.removeAll { $0.user.id == id }
            }
            return true
        }
    }

    package func addSignInLink(_ link: NewSignInLink, by author: Author, now: Instant) async throws(StoreError) -> Bool {
        state.withLock { state in
            guard let user = state.users.first(where: { $0.id == link.user && !$0.isDisabled }) else { return false }
            state.links.append(link)
            state.note(.linkUser, user.name, by: author, now)
            return true
        }
    }

    package func signInLink(hash: String) async throws(StoreError) -> (user: User, expiresAt: Instant)? {
        state.withLock { state in
            guard let link = state.links.first(where: { $0.hash == hash }), let user = state.users.first(where: { $0.id == link.user })
            else { return nil }
            return (user, link.expiresAt)
        }
    }

    package func signIn(link hash: String, _ session: NewUserSession, now: Instant) async throws(StoreError) -> UserSession? {
        state.withLock { state in
            guard let link = state.links.first(where: { $0.hash == hash && now < $0.expiresAt }),
                let index = state.users.firstIndex(where: { $0.id == link.user && !$0.isDisabled })
            else { return nil }
            state.links.removeAll { $0.hash == hash }
            state.users[index].lastSignInAt = now
            state.lastSession += 1
            let user = state.users[index]
            let opened = UserSession(id: state.lastSession, new: session, user: user, createdAt: now, lastUsedAt: now)
            state.sessions.append(opened)
            state.note(.signIn, user.name, by: Author(signingIn: user, session), now)
            return opened
        }
    }

    package func session(hash: String) async throws(StoreError) -> UserSession? { try await sessions().first { $0.new.hash == hash } }

    package func sessions() async throws(StoreError) -> [UserSession] {
        state.withLock { state in
            state.sessions.reversed().map { session in
                var session = session
                if let user = state.users.first(where: { $0.id == session.user.id }) { session.user = user }
                return session
            }
        }
    }

    package func noteUse(ofSession id: Int64, at now: Instant) async throws(StoreError) {
        state.withLock { state in
            guard let index = state.sessions.firstIndex(where: { $0.id == id }) else { return }
            state.sessions[index].lastUsedAt = max(state.sessions[index].lastUsedAt, now)
        }
    }

    package func endSession(_ id: Int64, by author: Author, now: Instant) async throws(StoreError) -> Bool {
        state.withLock { state in
            guard let session = state.sessions.first(where: { $0.id == id }) else { return false }
            state.sessions.removeAll { $0.id == id }
            state.note(.signOut, session.user.name, by: author, now)
            return true
        }
    }
}
