import YobanCore

extension BrokenStore {
    func addUser(_ user: NewUser, by author: Author, now: Instant) async throws(StoreError) -> User? {
        try await typed { try await onAddUser(user, author, now) }
    }
    func users() async throws(StoreError) -> [User] { try await typed { try await onUsers() } }
    func changeUser(_ id: Int64, role: Role, isDisabled: Bool, by author: Author, now: Instant) async throws(StoreError) -> Bool {
        try await typed { try await onChangeUser(id, role, isDisabled, author, now) }
    }
    func addSignInLink(_ link: NewSignInLink, by author: Author, now: Instant) async throws(StoreError) -> Bool {
        try await typed { try await onAddLink(link, author, now) }
    }
    func signInLink(hash: String) async throws(StoreError) -> (user: User, expiresAt: Instant)? {
        try await typed { try await onLink(hash) }
    }
    func signIn(link hash: String, _ session: NewUserSession, now: Instant) async throws(StoreError) -> UserSession? {
        try await typed { try await onSignIn(hash, session, now) }
    }
    func session(hash: String) async throws(StoreError) -> UserSession? { try await typed { try await onSession(hash) } }
    func sessions() async throws(StoreError) -> [UserSession] { try await typed { try await onSessions() } }
    func noteUse(ofSession id: Int64, at now: Instant) async throws(StoreError) {
        try await typed { try await onNoteSessionUse(id, now) }
    }
    func endSession(_ id: Int64, by author: Author, now: Instant) async throws(StoreError) -> Bool {
        try await typed { try await onEndSession(id, author, now) }
    }
}
