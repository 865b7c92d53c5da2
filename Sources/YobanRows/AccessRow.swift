package import YobanCore

extension AccessToken {
    /// The columns in the order in which ``init(cells:)`` reads them.
    package static let columns = "id, name, hash, scopes, key_globs, created_ms, created_by, expires_ms, last_used_ms, revoked_ms"

    /// A token whose keys can't be read may do nothing.
    package init(cells: inout some CellReader) {
        let id = cells.integer() ?? 0
        let name = cells.text() ?? ""
        let hash = cells.text() ?? ""
        var scopes = Set<Scope>(text: cells.text() ?? "")
        let globs = cells.text()
        let keyGlobs = JSONText.list(from: globs)
        if globs != nil, keyGlobs.isEmpty { scopes = [] }
        let createdAt = cells.milliseconds() ?? Instant(milliseconds: 0)
        let creator = cells.text() ?? ""
        let new = NewAccessToken(
            name: name, hash: hash, scopes: scopes, keyGlobs: keyGlobs, expiresAt: cells.milliseconds(), createdBy: creator)
        self.init(id: id, new: new, createdAt: createdAt, lastUsedAt: cells.milliseconds(), revokedAt: cells.milliseconds())
    }
}

extension AuditEntry {
    /// The columns in the order in which ``init(cells:)`` reads them. `action` is a word of MariaDB's own, but not behind a table's name.
    package static let columns = "id, at_ms, author, address, audit.action, target, state_before, state_after"

    /// Nil for an action that this program doesn't know.
    package init?(cells: inout some CellReader) {
        let id = cells.integer() ?? 0
        let at = cells.milliseconds() ?? Instant(milliseconds: 0)
        let name = cells.text() ?? ""
        let author = Author(name: name, address: cells.text())
        guard let action = cells.text().flatMap({ AuditAction(rawValue: $0) }) else { return nil }
        let target = cells.text() ?? ""
        let before = cells.text()
        self.init(id: id, at: at, author: author, action: action, target: target, before: before, after: cells.text())
    }
}

extension IdempotentRequest {
    /// What the row of this request's key says of it: hash, begin, and the answer where there is one.
    package func state(cells: inout some CellReader) -> IdempotencyState {
        guard cells.text() == hash else { return .otherRequest }
        let begun = cells.milliseconds() ?? Instant(milliseconds: 0)
        guard let status = cells.integer() else { return .underWay(since: begun) }
        let body = cells.text() ?? ""
        return .answered(KeptAnswer(status: Int(status), body: body, location: cells.text()))
    }
}
