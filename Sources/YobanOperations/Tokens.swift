package import YobanCore

/// What may be said when a token is made.
package struct TokenRequest: Sendable, Equatable {
    package var name: String
    package var scopes: Set<Scope>
    package var keyGlobs: [String] = []
    package var expiresAt: Instant?

    package init(name: String, scopes: Set<Scope>) {
        self.name = name
        self.scopes = scopes
    }
}

extension Operations {
    /// Makes a token. The secret is in the answer and nowhere else: only its hash is kept.
    package func createToken(_ request: TokenRequest) async throws(OperationError) -> (token: AccessToken, secret: TokenSecret) {
        try require(.admin)
        try check(request)
        var generator = SystemRandomNumberGenerator()
        let secret = TokenSecret.random(using: &generator)
        let new = NewAccessToken(
            name: request.name, hash: secret.hash, scopes: request.scopes, keyGlobs: request.keyGlobs, expiresAt: request.expiresAt,
            createdBy: principal.name)
        let (now, author) = (now(), author)
        guard let token = try await storing({ () async throws(StoreError) in try await store.addToken(new, by: author, now: now) }) else {
            throw .tokenNameTaken(request.name)
        }
        return (token, secret)
    }

    /// All tokens, revoked and expired ones too, by number.
    package func tokens() async throws(OperationError) -> [AccessToken] {
        try require(.admin)
        return try await storing { () async throws(StoreError) in try await store.tokens() }
    }

    /// Ends a token. Processes that know it may let it in for a moment yet: ``revocationsAreInForce()``.
    package func revokeToken(_ id: Int64) async throws(OperationError) {
        try require(.admin)
        let (now, author) = (now(), author)
        guard try await storing({ () async throws(StoreError) in try await store.revokeToken(id, by: author, now: now) }) else {
            throw .unknownToken(id)
        }
    }

    /// Returns when no process lets in what was revoked before, a second later.
    package func revocationsAreInForce() async {
        // Cut short, it only says so too early.
        try? await Task.sleep(for: Authentication.belief)
    }

    /// What was changed, newest first.
    package func audit(_ filter: AuditFilter) async throws(OperationError) -> [AuditEntry] {
        try require(.admin)
        return try await storing { () async throws(StoreError) in try await store.audit(filter) }
    }

    private func check(_ request: TokenRequest) throws(OperationError) {
        guard (1...100).contains(request.name.unicodeScalars.count), request.name.allSatisfy({ !$0.isNewline }) else {
            throw .token(Text(ja: "名前は 1〜100 文字で指定してください", en: "a token's name has 1 to 100 characters"))
        }
        guard !request.scopes.isEmpty else {
            throw .token(Text(ja: "スコープかロールを指定してください", en: "a token needs a scope or a role"))
        }
        guard request.keyGlobs.count <= 20, request.keyGlobs.allSatisfy({ (1...100).contains($0.utf8.count) }) else {
            throw .token(
                Text(ja: "ジョブキーのパターンは 20 個まで、それぞれ 1〜100 文字です", en: "a token has at most 20 key patterns of 1 to 100 characters each"))
        }
        if let end = request.expiresAt, end <= now() {
            throw .token(Text(ja: "有効期限が過去です", en: "it would have expired already"))
        }
    }
}
