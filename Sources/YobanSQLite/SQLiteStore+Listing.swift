import GRDB
package import YobanCore
import YobanRows

extension SQLiteStore {
    package func jobs(_ filter: JobFilter) async throws(StoreError) -> [Job] {
        if filter.limit <= 0 { return [] }
        return try await read(.look) { database in
            let ids = filter.ids.isEmpty ? try database.newestIDs(filter) : filter.ids
            if ids.isEmpty { return [] }
            // What the principal doesn't see is taken out of ids that were handed in before they are counted.
            let limit = filter.visibleKeys.isEmpty ? filter.limit : ids.count
            let jobs = try database.rows(
                Query.jobsByIDs,
                [
                    "ids": JSONText.list(ids), "before": filter.before?.value ?? .max, "limit": limit,
                    "statuses": filter.statuses.isEmpty ? nil : JSONText.list(filter.statuses.map(\.rawValue)),
                    "glob": filter.keyGlob.map(Self.escapedGlob), "since": filter.since.map(SeedTime.lowerBound),
                ]
            ) { Job(cells: &$0) }
            return Array(jobs.filter { Glob.admits($0.key, by: filter.visibleKeys) }.prefix(filter.limit))
        }
    }

    /// SQLite's GLOB with only `*` and `?` special.
    static func escapedGlob(_ glob: String) -> String { glob.replacing("[", with: "[[]") }
}

extension Database {
    /// The ids of a page, newest first: merged from one short walk through an index for each status and key that is asked for.
    fileprivate func newestIDs(_ filter: JobFilter) throws -> [JobID] {
        let keys = try keys(filter)
        let statuses = (filter.statuses.isEmpty ? JobStatus.allCases : Array(filter.statuses)).map(\.rawValue)
        var page = Page(limit: filter.limit, floor: try floor(since: filter.since))
        let common: [String: (any DatabaseValueConvertible)?] = [
            "before": filter.before?.value ?? .max, "since": filter.since.map(SeedTime.lowerBound), "limit": filter.limit,
        ]
        func walk(_ sql: String, _ own: [String: (any DatabaseValueConvertible)?] = [:]) throws {
            let arguments = common.merging(own) { $1 }.merging(["floor": page.floor]) { $1 }
            page.add(try ids(sql, StatementArguments(arguments)))
        }
        if let keys {
            for key in keys { for status in statuses { try walk(Query.newestIDsOfKey, ["key": key, "status": status]) } }
        } else if filter.statuses.isEmpty {
            try walk(Query.newestIDs)
        } else {
            for status in statuses { try walk(Query.newestIDsOfStatus, ["status": status]) }
        }
        return page.ids
    }

    /// The keys of which a list is; nil for jobs of every key and of none.
    private func keys(_ filter: JobFilter) throws -> [String]? {
        if filter.visibleKeys.isEmpty { return try filter.keyGlob.map { try keysInUse(matching: $0) } }
        return try keysInUse(matching: filter.keyGlob ?? "*").filter { key in
            JobKey(key).map { Glob.admits($0, by: filter.visibleKeys) } ?? false
        }
    }

    private func keysInUse(matching glob: String) throws -> [String] {
        if Glob.isPlain(glob) { return [glob] }
        return try rows(Query.keysInUse, [SQLiteStore.escapedGlob(glob)]) { $0.text() ?? "" }
    }

    private func floor(since: Instant?) throws -> Int64 {
        guard let since else { return 0 }
        return try row(Query.firstIDSince, ["since": SeedTime.lowerBound(since)]) { $0.integer() ?? 0 } ?? .max
    }
}
