package import YobanCore

extension Operations {
    /// Makes a link by which a user signs in once. The secret is in the answer and nowhere else: only its hash is kept.
    ///
    /// - Parameter lifetime: over zero, at most ``NewSignInLink/longestLifetime``.
    package func signInLink(
        forUserNamed name: String, lifetime: Duration = NewSignInLink.lifetime
    ) async throws(OperationError) -> (secret: SignInSecret, expiresAt: Instant) {
        try require(.admin)
        guard lifetime > .zero, lifetime <= NewSignInLink.longestLifetime else { throw .linkLifetime }
        let user = try await user(named: name)
        var generator = SystemRandomNumberGenerator()
        let secret = SignInSecret.random(using: &generator)
        let (now, author) = (now(), author)
        let link = NewSignInLink(hash: secret.hash, user: user.id, expiresAt: now + lifetime, createdBy: principal.name)
        guard try await storing({ () async throws(StoreError) in try await store.addSignInLink(link, by: author, now: now) }) else {
            throw .userDisabled(name)
        }
        return (secret, link.expiresAt)
    }

    /// The sessions that open something now, newest first.
    package func sessions() async throws(OperationError) -> [UserSession] {
        try require(.admin)
        let now = now()
        return try await storing { () async throws(StoreError) in try await store.sessions() }.filter { $0.isValid(at: now) }
    }

    /// Ends a session: anybody's for an administrator, else one's own. Processes that know it may let it in for a moment yet:
    /// ``revocationsAreInForce()``.
    package func endSession(_ id: Int64) async throws(OperationError) {
        if !principal.may(.admin) {
            let session = try await storing { () async throws(StoreError) in try await store.sessions() }.first { $0.id == id }
            guard session?.user.principal(from: nil).name == principal.name else { throw .forbidden(.admin) }
        }
        let (now, author) = (now(), author)
        guard try await storing({ () async throws(StoreError) in try await store.endSession(id, by: author, now: now) }) else {
            throw .unknownSession(id)
        }
    }
}

extension Authentication {
    /// Whom a link lets in, while it does; uses nothing: programs that follow links to look at them don't use them up.
    package func linkedUser(_ secret: SignInSecret) async throws(OperationError) -> User? {
        guard secret.mayBeOurs else { return nil }
        let link = try await storing { () async throws(StoreError) in try await store.signInLink(hash: secret.hash) }
        guard let link, now() < link.expiresAt, !link.user.isDisabled else { return nil }
        return link.user
    }

    /// Uses a link and opens a session. The session's secret is in the answer and nowhere else. Nil for a link that opens nothing; how it
    /// failed is not told.
    ///
    /// - Parameter agent: what the browser says that it is.
    package func signIn(
        _ secret: SignInSecret, from address: String?, agent: String
    ) async throws(OperationError) -> (secret: SessionSecret, session: UserSession)? {
        guard secret.mayBeOurs else { return nil }
        var generator = SystemRandomNumberGenerator()
        let opener = SessionSecret.random(using: &generator)
        let now = now()
        let new = NewUserSession(hash: opener.hash, address: address, agent: agent, expiresAt: now + UserSession.lifetime)
        let session = try await storing { () async throws(StoreError) in
            try await store.signIn(link: secret.hash, new, now: now)
        }
        return session.map { (opener, $0) }
    }
}
