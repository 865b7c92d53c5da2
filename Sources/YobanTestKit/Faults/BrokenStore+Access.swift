import YobanCore

extension BrokenStore {
    func addToken(_ token: NewAccessToken, by author: Author, now: Instant) async throws(StoreError) -> AccessToken? {
        try await inner.addToken(token, by: author, now: now)
    }
    func token(hash: String) async throws(StoreError) -> AccessToken? { try await inner.token(hash: hash) }
    func tokens() async throws(StoreError) -> [AccessToken] { try await inner.tokens() }
    func revokeToken(_ id: Int64, by author: Author, now: Instant) async throws(StoreError) -> Bool {
        try await inner.revokeToken(id, by: author, now: now)
    }
    func noteUse(ofToken id: Int64, at now: Instant) async throws(StoreError) { try await inner.noteUse(ofToken: id, at: now) }
    func audit(_ filter: AuditFilter) async throws(StoreError) -> [AuditEntry] { try await inner.audit(filter) }
    func begin(_ request: IdempotentRequest, now: Instant) async throws(StoreError) -> IdempotencyState {
        try await inner.begin(request, now: now)
    }
    func finish(_ request: IdempotentRequest, _ answer: KeptAnswer) async throws(StoreError) { try await inner.finish(request, answer) }
    func forget(_ request: IdempotentRequest) async throws(StoreError) { try await inner.forget(request) }
    func queueFigures() async throws(StoreError) -> [QueueFigures] { try await inner.queueFigures() }
    func lastCompleted(of keys: [JobKey]) async throws(StoreError) -> [JobKey: Instant] { try await inner.lastCompleted(of: keys) }
}
