package import YobanCore
import YobanRows

extension MySQLStore {
    package func jobs(_ filter: JobFilter) async throws(StoreError) -> [Job] {
        if filter.limit <= 0 { return [] }
        return try await perform(.look) { session in
            let ids = filter.ids.isEmpty ? try session.newestIDs(filter) : filter.ids
            // The rest of the filter once more: a row may have changed since its index entry was read.
            let jobs = try session.jobs(ids).filter { filter.matches($0) }
            return Array(jobs.sorted { $0.id > $1.id }.prefix(filter.limit))
        }
    }
}

extension JobFilter {
    fileprivate func matches(_ job: Job) -> Bool {
        (statuses.isEmpty || statuses.contains(job.status))
            && (keyGlob.map { glob in job.key.map { Glob.matches($0.value, glob) } ?? false } ?? true)
            && Glob.admits(job.key, by: visibleKeys) && (since.map { job.createdAt >= $0 } ?? true) && (before.map { job.id < $0 } ?? true)
    }
}

extension Session {
    /// Below this many rows since an instant, the first of them bounds the walk.
    private static var fewRows: Int { 20_000 }

    /// In any order; those that are gone are missing.
    func jobs(_ ids: [JobID]) throws -> [Job] { try rows(Queries.jobsByIDs, of: ids) { Job(cells: &$0) } }

    /// What a query says of many jobs, asked in pieces; see ``Queries/idsAtOnce``.
    func rows<T>(_ query: Query, of ids: [JobID], _ make: (inout Cells) -> T) throws -> [T] {
        var found: [T] = []
        for start in stride(from: 0, to: ids.count, by: Queries.idsAtOnce) {
            found += try rows(query, Queries.placed(ids[start...].prefix(Queries.idsAtOnce).map { Value($0) }), make)
        }
        return found
    }

    /// The ids of a page, newest first: merged from one short walk through an index for each status and key that is asked for.
    fileprivate func newestIDs(_ filter: JobFilter) throws -> [JobID] {
        let keys = try keys(filter)
        let statuses = (filter.statuses.isEmpty ? JobStatus.allCases : Array(filter.statuses)).map(\.rawValue)
        var page = Page(limit: filter.limit, floor: try floor(filter))
        let common: [String: Value] = [
            "before": Value(filter.before?.value ?? .max), "since": Value(time: filter.since), "limit": Value(filter.limit),
        ]
        func walk(_ query: Query, _ own: [String: Value] = [:]) throws {
            page.add(try ids(query, common.merging(own) { $1 }.merging(["floor": Value(page.floor)]) { $1 }))
        }
        if let keys {
            for key in keys { for status in statuses { try walk(Queries.newestIDsOfKey, ["key": .text(key), "status": .text(status)]) } }
        } else if filter.statuses.isEmpty {
            try walk(Queries.newestIDs)
        } else {
            for status in statuses { try walk(Queries.newestIDsOfStatus, ["status": .text(status)]) }
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
        var keys: [String] = []
        while let key = try row(Queries.nextKey, ["last": .text(keys.last ?? "")], { $0.text() }) ?? nil { keys.append(key) }
        return keys.filter { Glob.matches($0, glob) }
    }

    private func floor(_ filter: JobFilter) throws -> Int64 {
        guard let since = filter.since else { return 0 }
        // A page far back may have none that is young enough, and would walk to the first row to find that out.
        guard filter.before == nil else {
            let first = try row(Queries.firstIDOfAllSince, ["since": Value(time: since)]) { $0.integer() }
            return (first ?? nil) ?? .max
        }
        let found = try row(Queries.firstIDSince, ["since": Value(time: since), "limit": Value(Self.fewRows)]) {
            (first: $0.integer(), count: $0.count())
        }
        guard let found, found.count < Self.fewRows else { return 0 }
        return found.first ?? .max
    }
}
