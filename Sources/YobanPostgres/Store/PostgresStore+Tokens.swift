package import YobanCore
import YobanRows

extension PostgresStore {
    package func addToken(_ token: NewAccessToken, by author: Author, now: Instant) async throws(StoreError) -> AccessToken? {
        try await transact(.addToken) { session in
            let arguments: [String: (any Bindable)?] = [
                "name": token.name, "hash": token.hash, "scopes": token.scopes.text,
                "globs": token.keyGlobs.isEmpty ? nil : JSONText.list(token.keyGlobs), "now": now, "creator": token.createdBy,
                "expires": token.expiresAt,
            ]
            guard let id = try session.run(Query.addToken, arguments).first({ $0.integer() ?? 0 }) else { return nil }
            try session.note(.createToken, ["\(id)"], by: author, now, after: "active")
            return AccessToken(id: id, new: token, createdAt: now)
        }
    }

    package func token(hash: String) async throws(StoreError) -> AccessToken? {
        try await perform(.lookAtTokens) { try $0.run(Query.tokenOfHash, ["hash": hash]).first { AccessToken(cells: &$0) } }
    }

    package func tokens() async throws(StoreError) -> [AccessToken] {
        try await perform(.lookAtTokens) { try $0.run(Query.tokens).map { AccessToken(cells: &$0) } }
    }

    package func revokeToken(_ id: Int64, by author: Author, now: Instant) async throws(StoreError) -> Bool {
        try await transact(.revokeToken(id)) { session in
            guard try session.run(Query.revokeToken, ["now": now, "id": id]).changed == 1 else { return false }
            try session.note(.revokeToken, ["\(id)"], by: author, now, before: "active", after: "revoked")
            return true
        }
    }

    package func noteUse(ofToken id: Int64, at now: Instant) async throws(StoreError) {
        _ = try await perform(.noteUse(id)) { try $0.run(Query.noteUseOfToken, ["now": now, "id": id]).changed }
    }
}
