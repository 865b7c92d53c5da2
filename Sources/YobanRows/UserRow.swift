package import YobanCore

extension User {
    /// The columns in the order in which ``init(cells:)`` reads them.
    package static let columns = [
        "id", "name", "role", "disabled", "created_ms", "created_by", "last_sign_in_ms",
    ].map { "screen_user." + $0 }.joined(separator: ", ")

    /// One whose role this program doesn't know may do nothing.
    package init(cells: inout some CellReader) {
        let id = cells.integer() ?? 0
        let name = cells.text() ?? ""
        let role = cells.text().flatMap { Role(rawValue: $0) }
        let isDisabled = cells.flag() || role == nil
        let createdAt = cells.milliseconds() ?? Instant(milliseconds: 0)
        self.init(
            id: id, name: name, role: role ?? .viewer, isDisabled: isDisabled, createdAt: createdAt, createdBy: cells.text() ?? "",
            lastSignInAt: cells.milliseconds())
    }
}

extension UserSession {
    /// The columns in the order in which ``init(cells:)`` reads them, of both tables.
    package static let columns =
        [
            "id", "hash", "address", "agent", "expires_ms", "created_ms", "last_used_ms",
        ].map { "screen_session." + $0 }.joined(separator: ", ") + ", " + User.columns

    package init(cells: inout some CellReader) {
        let id = cells.integer() ?? 0
        let hash = cells.text() ?? ""
        let address = cells.text()
        let agent = cells.text() ?? ""
        let expiresAt = cells.milliseconds() ?? Instant(milliseconds: 0)
        let createdAt = cells.milliseconds() ?? Instant(milliseconds: 0)
        let lastUsedAt = cells.milliseconds() ?? Instant(milliseconds: 0)
        self.init(
            id: id, new: NewUserSession(hash: hash, address: address, agent: agent, expiresAt: expiresAt), user: User(cells: &cells),
            createdAt: createdAt, lastUsedAt: lastUsedAt)
    }
}
