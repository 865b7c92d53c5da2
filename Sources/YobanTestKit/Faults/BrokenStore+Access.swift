import YobanCore

extension BrokenStore {
    func addToken(_ token: NewAccessToken, by author: Author, now: Instant) async throws(StoreError) -> AccessToken? {
        try await typed { try await onAddToken(token, author, now) }
    }
    func token(hash: String) async throws(StoreError) -> AccessToken? { try await typed { try await onToken(hash) } }
    func tokens() async throws(StoreError) -> [AccessToken] { try await typed { try await onTokens() } }
    func revokeToken(_ id: Int64, by author: Author, now: Instant) async throws(StoreError) -> Bool {
        try await typed { try await onRevokeToken(id, author, now) }
    }
    func noteUse(ofToken id: Int64, at now: Instant) async throws(StoreError) { try await typed { try await onNoteUse(id, now) } }
    func audit(_ filter: AuditFilter) async throws(StoreError) -> [AuditEntry] { try await typed { try await onAudit(filter) } }
    func begin(_ request: IdempotentRequest, now: Instant) async throws(StoreError) -> IdempotencyState {
        try await typed { try await onBeginRequest(request, now) }
    }
    func finish(_ request: IdempotentRequest, _ answer: KeptAnswer) async throws(StoreError) {
        try await typed { try await onFinish(request, answer) }
    }
    func forget(_ request: IdempotentRequest) async throws(StoreError) { try await typed { try await onForget(request) } }
    func queueFigures() async throws(StoreError) -> [QueueFigures] { try await typed { try await onFigures() } }
    func lastCompleted(of keys: [JobKey]) async throws(StoreError) -> [JobKey: Instant] {
        try await typed { try await onLastCompleted(keys) }
    }
}
