package import YobanCore

/// Finds out who a request comes from. The one door for programs and browsers.
package struct Authentication: Sendable {
    private let store: any AccessStore
    private let now: Now

    package init(store: any AccessStore, now: @escaping Now) {
        self.store = store
        self.now = now
    }

    /// The principal of a token that is there, not revoked and not expired; nil for any other. How it failed is not told.
    package func principal(of secret: TokenSecret, from address: String?) async throws(OperationError) -> Principal? {
        // Nothing that long is ours: not worth hashing.
        guard secret.text.utf8.count <= 200 else { return nil }
        let (now, hash) = (now(), secret.hash)
        guard let token = try await storing({ () async throws(StoreError) in try await store.token(hash: hash) }), token.isValid(at: now)
        else { return nil }
        if token.lastUsedAt.map({ now - $0 >= .seconds(60) }) ?? true {
            // Only for people who look for unused tokens: no reason to turn a request away.
            do { try await store.noteUse(ofToken: token.id, at: now) } catch {}
        }
        return token.principal(from: address)
    }
}
