/// A key by which a program may use the API. The secret itself is shown once, to whoever makes it, and kept nowhere.
package struct AccessToken: Sendable, Equatable {
    package let id: Int64
    package var new: NewAccessToken
    package var createdAt: Instant
    /// To the minute or so; for people who look for tokens that nobody uses.
    package var lastUsedAt: Instant?
    package var revokedAt: Instant?

    package init(id: Int64, new: NewAccessToken, createdAt: Instant, lastUsedAt: Instant? = nil, revokedAt: Instant? = nil) {
        self.id = id
        self.new = new
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
        self.revokedAt = revokedAt
    }

    /// Whether it opens anything at this time.
    package func isValid(at now: Instant) -> Bool { revokedAt == nil && new.expiresAt.map { now < $0 } ?? true }

    package func principal(from address: String?) -> Principal {
        Principal(name: "token:\(new.name)", scopes: new.scopes, keyGlobs: new.keyGlobs, address: address)
    }
}

/// A token that has no number yet.
package struct NewAccessToken: Sendable, Equatable {
    /// For people, 1 to 100 characters; no other token that is not revoked has it.
    package var name: String
    /// SHA-256 of the secret, 64 hexadecimal digits.
    package var hash: String
    package var scopes: Set<Scope>
    /// As in ``Principal/keyGlobs``.
    package var keyGlobs: [String]
    package var expiresAt: Instant?
    package var createdBy: String

    package init(name: String, hash: String, scopes: Set<Scope>, keyGlobs: [String] = [], expiresAt: Instant? = nil, createdBy: String) {
        self.name = name
        self.hash = hash
        self.scopes = scopes
        self.keyGlobs = keyGlobs
        self.expiresAt = expiresAt
        self.createdBy = createdBy
    }
}
