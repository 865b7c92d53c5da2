package import YobanCore

/// Finds out who a request comes from. The one door for programs and browsers.
package struct Authentication: Sendable {
    private let store: any AccessStore
    private let now: Now
    private let monotonicNow: @Sendable () -> ContinuousClock.Instant
    private let known = KnownTokens()

    package init(
        store: any AccessStore, now: @escaping Now, monotonicNow: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.store = store
        self.now = now
        self.monotonicNow = monotonicNow
    }

    /// The principal of a token that is there, not revoked and not expired; nil for any other. How it failed is not told.
    ///
    /// A token that was revoked less than ``KnownTokens/lifetime`` ago may still open: ``Operations/revocationsAreInForce()``.
    package func principal(of secret: TokenSecret, from address: String?) async throws(OperationError) -> Principal? {
        // Nothing that long is ours: not worth hashing.
        guard secret.text.utf8.count <= 200 else { return nil }
        let (now, hash) = (now(), secret.hash)
        guard let token = try await token(hash: hash), token.isValid(at: now) else { return nil }
        if token.lastUsedAt.map({ now - $0 >= .seconds(60) }) ?? true {
            known.noteUse(hash: hash, at: now)
            // Only for people who look for unused tokens: no reason to turn a request away.
            do { try await store.noteUse(ofToken: token.id, at: now) } catch {}
        }
        return token.principal(from: address)
    }

    private func token(hash: String) async throws(OperationError) -> AccessToken? {
        let readAt = monotonicNow()
        if let token = known.token(hash: hash, at: readAt) { return token }
        let token = try await storing { () async throws(StoreError) in try await store.token(hash: hash) }
        if let token { known.note(token, readAt: readAt) }
        return token
    }
}
