/// A person who may sign in to the screen. There are no passwords: a link that is used once opens a session.
package struct User: Sendable, Equatable {
    package let id: Int64
    /// As in ``NewUser/name``; never changes.
    package var name: String
    package var role: Role
    /// May not sign in, and has no session.
    package var isDisabled: Bool
    package var createdAt: Instant
    /// ``Principal/name`` of whoever made it.
    package var createdBy: String
    package var lastSignInAt: Instant?

    package init(
        id: Int64, name: String, role: Role, isDisabled: Bool = false, createdAt: Instant, createdBy: String, lastSignInAt: Instant? = nil
    ) {
        self.id = id
        self.name = name
        self.role = role
        self.isDisabled = isDisabled
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.lastSignInAt = lastSignInAt
    }

    package func principal(from address: String?) -> Principal {
        Principal(name: "user:\(name)", scopes: role.scopes, address: address)
    }

    /// What it may do, as the audit shows it: `operator`, `operator disabled`.
    package var standing: String { isDisabled ? "\(role.rawValue) disabled" : role.rawValue }
}

/// A user that has no number yet.
package struct NewUser: Sendable, Equatable {
    /// For people and for the audit, 1 to 100 characters; no other user has it or ever had it.
    package var name: String
    package var role: Role
    package var createdBy: String

    package init(name: String, role: Role, createdBy: String) {
        self.name = name
        self.role = role
        self.createdBy = createdBy
    }
}

/// What opens a session for its user, once.
package struct NewSignInLink: Sendable, Equatable {
    /// How long it is valid unless something else is asked for.
    package static let lifetime: Duration = .seconds(15 * 60)
    package static let longestLifetime: Duration = .seconds(24 * 60 * 60)

    /// SHA-256 of the secret, 64 hexadecimal digits.
    package var hash: String
    /// ``User/id``.
    package var user: Int64
    /// From here on it opens nothing.
    package var expiresAt: Instant
    package var createdBy: String

    package init(hash: String, user: Int64, expiresAt: Instant, createdBy: String) {
        self.hash = hash
        self.user = user
        self.expiresAt = expiresAt
        self.createdBy = createdBy
    }
}
