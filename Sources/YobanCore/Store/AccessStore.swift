/// What the product asks of a database about who may do what, and who did. The words of ``JobStore`` hold here too: a call that returns
/// has committed, a call that throws has changed nothing.
package protocol AccessStore: Sendable {
    // MARK: Tokens

    /// Keeps a token and notes who made it (`token.create`, target its number). Nil, and nothing done: another one that is not revoked has
    /// its name.
    func addToken(_ token: NewAccessToken, by author: Author, now: Instant) async throws(StoreError) -> AccessToken?
    /// The token whose secret has this hash, revoked and expired ones too.
    func token(hash: String) async throws(StoreError) -> AccessToken?
    /// By number, revoked ones too.
    func tokens() async throws(StoreError) -> [AccessToken]
    /// Ends a token and notes who did. False, and nothing done: there is none of this number, or it is revoked already.
    func revokeToken(_ id: Int64, by author: Author, now: Instant) async throws(StoreError) -> Bool
    /// Notes that a token was used; the later of two instants stays.
    func noteUse(ofToken id: Int64, at now: Instant) async throws(StoreError)

    // MARK: Users

    /// Keeps a user and notes who made it (`user.create`, with its role). Nil, and nothing done: its name is taken, if only by one who is
    /// disabled.
    func addUser(_ user: NewUser, by author: Author, now: Instant) async throws(StoreError) -> User?
    /// By number, disabled ones too.
    func users() async throws(StoreError) -> [User]
    /// Says what a user may do, and notes who did if that changes anything (`user.change`, with ``User/standing``). One who is disabled
    /// has no session and no link from then on. False: there is none of this number.
    func changeUser(_ id: Int64, role: Role, isDisabled: Bool, by author: Author, now: Instant) async throws(StoreError) -> Bool

    // MARK: Signing in

    /// Keeps a link and notes who made it (`user.link`). False, and nothing done: its user is not there or is disabled.
    func addSignInLink(_ link: NewSignInLink, by author: Author, now: Instant) async throws(StoreError) -> Bool
    /// Whose link the one with this hash is, expired ones too; looks and uses nothing. Nil: it is not there, or it was used.
    func signInLink(hash: String) async throws(StoreError) -> (user: User, expiresAt: Instant)?
    /// Uses a link and opens a session, which is noted as done by its user (`user.sign_in`). Of several with one link one succeeds. Nil,
    /// and nothing done: the link is not there, was used or has expired, or its user is disabled.
    func signIn(link hash: String, _ session: NewUserSession, now: Instant) async throws(StoreError) -> UserSession?
    /// The session whose secret has this hash, those too that are over.
    func session(hash: String) async throws(StoreError) -> UserSession?
    /// Newest first, those too that are over.
    func sessions() async throws(StoreError) -> [UserSession]
    /// Notes that a session was used; the later of two instants stays.
    func noteUse(ofSession id: Int64, at now: Instant) async throws(StoreError)
    /// Removes a session and notes who did (`user.sign_out`). False, and nothing done: there is none of this number.
    func endSession(_ id: Int64, by author: Author, now: Instant) async throws(StoreError) -> Bool

    // MARK: Audit

    /// Newest first, at most `filter.limit`.
    func audit(_ filter: AuditFilter) async throws(StoreError) -> [AuditEntry]

    // MARK: Requests sent again

    /// Notes a request, unless it was seen before.
    func begin(_ request: IdempotentRequest, now: Instant) async throws(StoreError) -> IdempotencyState
    /// Keeps the answer of a request that ``begin(_:now:)`` called new.
    func finish(_ request: IdempotentRequest, _ answer: KeptAnswer) async throws(StoreError)
    /// Forgets a request that ``begin(_:now:)`` called new and that was not carried out: it may be sent again.
    func forget(_ request: IdempotentRequest) async throws(StoreError)
}

/// A database that holds everything.
package typealias Store = JobStore & AccessStore & NoticeStore
