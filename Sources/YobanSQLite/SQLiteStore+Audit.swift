import GRDB
package import YobanCore
import YobanRows

extension SQLiteStore {
    package func audit(_ filter: AuditFilter) async throws(StoreError) -> [AuditEntry] {
        if filter.limit <= 0 { return [] }
        return try await read(.lookAtAudit) { database in
            var arguments: [String: (any DatabaseValueConvertible)?] = ["before": filter.before ?? .max, "limit": filter.limit]
            var query = Query.entries
            if let author = filter.author {
                arguments["author"] = author
                query = Query.entriesOfAuthor
            }
            if let target = filter.target {
                arguments["target"] = target
                arguments.updateValue(filter.author, forKey: "author")
                query = Query.entriesOfTarget
            }
            return try database.rows(query, StatementArguments(arguments)) { AuditEntry(cells: &$0) }.compactMap(\.self)
        }
    }
}

extension Database {
    /// Writes down a change that has an author, in the transaction of the change.
    func note(
        _ action: AuditAction, _ target: String, by author: Author?, _ now: Instant, before: String? = nil, after: String? = nil
    ) throws {
        guard let author else { return }
        try run(
            Query.note,
            [
                "at": now.milliseconds, "author": Stored.text(author.name), "address": author.address.map(Stored.text),
                "action": action.rawValue, "target": target, "before": before, "after": after,
            ])
    }
}
