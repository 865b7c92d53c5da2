package import YobanCore
import YobanRows

extension MySQLStore {
    package func addToken(_ token: NewAccessToken, by author: Author, now: Instant) async throws(StoreError) -> AccessToken? {
        let confirm = { @Sendable (session: Session, added: AccessToken?) in
            try added == nil || session.row(Queries.addedToken, ["hash": .text(token.hash)]) { _ in true } != nil
        }
        return try await write(.addToken, confirm: confirm) { session in
            guard let id = try session.insert(token, now: now) else { return nil }
            try session.note(.createToken, ["\(id)"], by: author, now, after: "active")
            return AccessToken(id: id, new: token, createdAt: now)
        }
    }

    package func token(hash: String) async throws(StoreError) -> AccessToken? {
        try await perform(.lookAtTokens) { try $0.row(Queries.tokenOfHash, ["hash": .text(hash)]) { AccessToken(cells: &$0) } }
    }

    package func tokens() async throws(StoreError) -> [AccessToken] {
        try await perform(.lookAtTokens) { try $0.rows(Queries.tokens) { AccessToken(cells: &$0) } }
    }

    package func revokeToken(_ id: Int64, by author: Author, now: Instant) async throws(StoreError) -> Bool {
        let values: [String: Value] = ["id": .integer(id), "now": Value(milliseconds: now)]
        let confirm = { @Sendable (session: Session, isRevoked: Bool) in
            try !isRevoked || session.row(Queries.revokedToken, values) { _ in true } != nil
        }
        return try await write(.revokeToken(id), confirm: confirm) { session in
            guard try session.run(Queries.revokeToken, values) == 1 else { return false }
            try session.note(.revokeToken, ["\(id)"], by: author, now, before: "active", after: "revoked")
            return true
        }
    }

    package func noteUse(ofToken id: Int64, at now: Instant) async throws(StoreError) {
        try await perform(.noteUse(id)) { session in
            _ = try session.run(Queries.noteUseOfToken, ["id": .integer(id), "now": Value(milliseconds: now)])
        }
    }
}

extension Session {
    /// The number of the new token; nil when its name is taken.
    fileprivate func insert(_ token: NewAccessToken, now: Instant) throws -> Int64? {
        var tries = 0
        while true {
            do {
                try run(
                    Queries.addToken,
                    [
                        "name": .text(token.name), "hash": .text(token.hash), "scopes": .text(token.scopes.text),
                        "globs": token.keyGlobs.isEmpty ? nil : .text(JSONText.list(token.keyGlobs)), "now": Value(milliseconds: now),
                        "creator": .text(Stored.text(token.createdBy, characters: 255)), "expires": Value(milliseconds: token.expiresAt),
                    ])
                return try insertedID(Queries.addToken).value
            } catch let failure as ServerFailure where failure.isDuplicate {
                try checkTransaction()
                if try row(Queries.tokenOfName, ["name": .text(token.name)], { _ in true }) != nil { return nil }
                // It was revoked just now, or else the hash is in use.
                tries += 1
                if tries == 10 { throw failure }
            }
        }
    }
}
