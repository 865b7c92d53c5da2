package import YobanCore
import YobanRows

extension MySQLStore {
    package func audit(_ filter: AuditFilter) async throws(StoreError) -> [AuditEntry] {
        if filter.limit <= 0 { return [] }
        return try await perform(.lookAtAudit) { session in
            let values: [String: Value] = [
                "before": Value(filter.before ?? .max), "limit": Value(filter.limit), "author": Value(filter.author),
                "target": Value(filter.target),
            ]
            let byAuthor = filter.author == nil ? Queries.entries : Queries.entriesOfAuthor
            return try session.rows(filter.target == nil ? byAuthor : Queries.entriesOfTarget, values) { AuditEntry(cells: &$0) }
                .compactMap(\.self)
        }
    }
}

extension Session {
    /// Writes down a change that has an author, of each target, in the transaction of the change.
    func note(
        _ action: AuditAction, _ targets: [String], by author: Author?, _ now: Instant, before: String? = nil, after: String? = nil
    ) throws {
        guard let author else { return }
        let entries: [[String: Value]] = targets.map { target in
            [
                "at": Value(milliseconds: now), "author": .text(Stored.text(author.name, characters: 255)),
                "address": Value(author.address.map { Stored.text($0, characters: 255) }), "action": .text(action.rawValue),
                "target": .text(target), "before": Value(before), "after": Value(after),
            ]
        }
        var left = entries[...]
        while !left.isEmpty {
            let some = Self.together(left)
            try run(Queries.note.forRows(some.count), some)
            left = left.dropFirst(some.count)
        }
    }
}
