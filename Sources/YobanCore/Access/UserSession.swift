/// A browser in which a user is signed in.
package struct UserSession: Sendable, Equatable {
    /// Without being used for so long it is over.
    package static let idleLimit: Duration = .seconds(7 * 86_400)
    /// From its beginning to its end, however it is used.
    package static let lifetime: Duration = .seconds(30 * 86_400)

    package let id: Int64
    package var new: NewUserSession
    /// As it is now, not as it was when the session began.
    package var user: User
    package var createdAt: Instant
    /// To the minute or so.
    package var lastUsedAt: Instant

    package init(id: Int64, new: NewUserSession, user: User, createdAt: Instant, lastUsedAt: Instant) {
        self.id = id
        self.new = new
        self.user = user
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
    }

    /// Whether it opens anything at this time: it is not over, was used lately, and its user may sign in.
    package func isValid(at now: Instant) -> Bool {
        now < new.expiresAt && now - lastUsedAt < Self.idleLimit && !user.isDisabled
    }
}

/// A session that has no number and no user yet: both come with the link that opens it.
package struct NewUserSession: Sendable, Equatable {
    /// SHA-256 of the secret, 64 hexadecimal digits.
    package var hash: String
    /// Where it was opened from.
    package var address: String?
    /// What the browser says that it is, cut to 200 characters; for people who look for sessions that are not their own.
    package var agent: String
    package var expiresAt: Instant

    package init(hash: String, address: String?, agent: String, expiresAt: Instant) {
        self.hash = hash
        self.address = address
        self.agent = String(String.UnicodeScalarView(agent.unicodeScalars.prefix(200)))
        self.expiresAt = expiresAt
    }
}
