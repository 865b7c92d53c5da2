package import YobanCore
import YobanRows

extension PostgresStore {
    package func audit(_ filter: AuditFilter) async throws(StoreError) -> [AuditEntry] {
        if filter.limit <= 0 { return [] }
        return try await perform(.lookAtAudit) { session in
            let arguments: [String: (any Bindable)?] = [
                "before": filter.before ?? .max, "limit": filter.limit, "author": filter.author, "target": filter.target,
            ]
            let byAuthor = filter.author == nil ? Query.entries : Query.entriesOfAuthor
            // Planned anew: a plan from when the table was empty would be kept while it grows.
            return try session.runOnce(filter.target == nil ? byAuthor : Query.entriesOfTarget, arguments)
                .map { AuditEntry(cells: &$0) }.compactMap(\.self)
        }
    }
}

extension Session {
    /// Writes down a change that has an author, of each target, in the transaction of the change.
    func note(
        _ action: AuditAction, _ targets: [String], by author: Author?, _ now: Instant, before: String? = nil, after: String? = nil
    ) throws {
        guard let author, !targets.isEmpty else { return }
        try run(
            Query.note,
            [
                "at": now, "author": Stored.text(author.name), "address": author.address.map(Stored.text), "action": action.rawValue,
                "targets": List(targets), "before": before, "after": after,
            ])
    }
}
