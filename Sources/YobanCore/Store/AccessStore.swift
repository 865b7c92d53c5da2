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
