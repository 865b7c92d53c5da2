package import YobanCore

extension JSON {
    /// Without the hash, which is nobody's business.
    ///
    /// - Parameter secret: what opens the API, for the one answer to whoever made the token.
    package init(_ token: AccessToken, secret: TokenSecret? = nil) {
        let members: [Member] = [
            Member("id", .int(token.id)), Member("name", .string(token.new.name)),
            Member("scopes", .array(token.new.scopes.sorted().map { .string($0.rawValue) })),
            Member("keys", .array(token.new.keyGlobs.map { .string($0) })), Member("created_by", .string(token.new.createdBy)),
            Member("created_at", JSON(token.createdAt)), Member("expires_at", JSON(token.new.expiresAt)),
            Member("last_used_at", JSON(token.lastUsedAt)), Member("revoked_at", JSON(token.revokedAt)),
        ]
        self = .object(members + (secret.map { [Member("token", .string($0.text))] } ?? []))
    }

    package init(_ user: User) {
        self = .object([
            Member("id", .int(user.id)), Member("name", .string(user.name)), Member("role", .string(user.role.rawValue)),
            Member("disabled", .bool(user.isDisabled)), Member("created_by", .string(user.createdBy)),
            Member("created_at", JSON(user.createdAt)), Member("last_sign_in_at", JSON(user.lastSignInAt)),
        ])
    }

    package init(_ entry: AuditEntry) {
        self = .object([
            Member("id", .int(entry.id)), Member("at", JSON(entry.at)), Member("author", .string(entry.author.name)),
            Member("address", JSON(entry.author.address)), Member("action", .string(entry.action.rawValue)),
            Member("target", .string(entry.target)), Member("before", JSON(entry.before)), Member("after", JSON(entry.after)),
        ])
    }
}
