package import YobanCore

/// Finds out who a request comes from. The one door for programs and browsers.
package struct Authentication: Sendable {
    /// What was looked up is believed for so long: a token that was revoked and a session that was ended meanwhile still open.
    static let belief: Duration = .seconds(1)

    let store: any AccessStore
    let now: Now
    private let monotonicNow: @Sendable () -> ContinuousClock.Instant
    private let knownTokens = KnownRows<AccessToken>()
    private let knownSessions = KnownRows<UserSession>()

    package init(
        store: any AccessStore, now: @escaping Now, monotonicNow: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.store = store
        self.now = now
        self.monotonicNow = monotonicNow
    }

    /// The principal of a token that is there, not revoked and not expired; nil for any other. How it failed is not told.
    ///
    /// A token that was revoked less than ``belief`` ago may still open: ``Operations/revocationsAreInForce()``.
    package func principal(of secret: TokenSecret, from address: String?) async throws(OperationError) -> Principal? {
        let store = store
        let token = try await row(of: secret, knownTokens) { hash async throws(StoreError) in try await store.token(hash: hash) }
        let now = now()
        guard let token, token.isValid(at: now) else { return nil }
        if isStale(token.lastUsedAt, now) {
            knownTokens.change(hash: token.new.hash) { $0.lastUsedAt = now }
            // Only for people who look for unused tokens: no reason to turn a request away.
            do { try await store.noteUse(ofToken: token.id, at: now) } catch {}
        }
        return token.principal(from: address)
    }

    /// The session of a secret while it is valid; nil for any other. How it failed is not told. Its use is noted.
    ///
    /// A session that was ended less than ``belief`` ago may still open, and one whose user was disabled:
    /// ``Operations/revocationsAreInForce()``.
    ///
    /// - Parameter address: where the request comes from; not compared with where the session was opened, since people move about.
    package func session(_ secret: SessionSecret, from address: String?) async throws(OperationError) -> UserSession? {
        let store = store
        let found = try await row(of: secret, knownSessions) { hash async throws(StoreError) in try await store.session(hash: hash) }
        let now = now()
        guard var session = found, session.isValid(at: now) else { return nil }
        if isStale(session.lastUsedAt, now) {
            session.lastUsedAt = now
            knownSessions.change(hash: session.new.hash) { $0.lastUsedAt = now }
            // The idle limit is counted in days: a use that could not be noted is made good by the next.
            do { try await store.noteUse(ofSession: session.id, at: now) } catch {}
        }
        return session
    }

    /// Uses are noted once a minute.
    private func isStale(_ lastUse: Instant?, _ now: Instant) -> Bool { lastUse.map { now - $0 >= .seconds(60) } ?? true }

    private func row<Row: Sendable>(
        of secret: some Secret, _ known: KnownRows<Row>, _ look: (String) async throws(StoreError) -> Row?
    ) async throws(OperationError) -> Row? {
        guard secret.mayBeOurs else { return nil }
        let (readAt, hash) = (monotonicNow(), secret.hash)
        if let row = known.row(hash: hash, at: readAt) { return row }
        let row = try await storing { () async throws(StoreError) in try await look(hash) }
        if let row { known.note(row, hash: hash, readAt: readAt) }
        return row
    }
}
