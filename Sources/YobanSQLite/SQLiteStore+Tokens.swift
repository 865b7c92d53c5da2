import GRDB
package import YobanCore
import YobanRows

extension SQLiteStore {
    package func addToken(_ token: NewAccessToken, by author: Author, now: Instant) async throws(StoreError) -> AccessToken? {
        try await write(.addToken) { database in
            // The engine would cut a text at its NUL.
            guard ![token.name, token.createdBy].contains(where: { $0.utf8.contains(0) }) else {
                throw StoreError(.refused, doing: .addToken, why: .noNUL)
            }
            let added = try database.run(
                Query.addToken,
                [
                    "name": token.name, "hash": token.hash, "scopes": token.scopes.text,
                    "globs": token.keyGlobs.isEmpty ? nil : JSONText.list(token.keyGlobs), "now": now.milliseconds,
                    "creator": token.createdBy, "expires": token.expiresAt?.milliseconds,
                ])
            guard added == 1 else { return nil }
            let id = database.lastInsertedRowID
            try database.note(.createToken, "\(id)", by: author, now, after: "active")
            return AccessToken(id: id, new: token, createdAt: now)
        }
    }

    package func token(hash: String) async throws(StoreError) -> AccessToken? {
        try await look(.lookAtTokens) { try $0.row(Query.tokenOfHash, [hash]) { AccessToken(cells: &$0) } }
    }

    package func tokens() async throws(StoreError) -> [AccessToken] {
        try await read(.lookAtTokens) { try $0.rows(Query.tokens) { AccessToken(cells: &$0) } }
    }

    package func revokeToken(_ id: Int64, by author: Author, now: Instant) async throws(StoreError) -> Bool {
        try await write(.revokeToken(id)) { database in
            guard try database.run(Query.revokeToken, [now.milliseconds, id]) == 1 else { return false }
            try database.note(.revokeToken, "\(id)", by: author, now, before: "active", after: "revoked")
            return true
        }
    }

    package func noteUse(ofToken id: Int64, at now: Instant) async throws(StoreError) {
        try await write(.noteUse(id)) { _ = try $0.run(Query.noteUseOfToken, ["now": now.milliseconds, "id": id]) }
    }
}
