package import YobanCore
import YobanRows

extension PostgresStore {
    /// How far `jobsAhead` and `unfinishedCount` count.
    private static let countLimit = 1000

    package func job(_ id: JobID) async throws(StoreError) -> Job? {
        try await perform(.look) { try $0.run(Query.job, ["id": id]).first { Job(cells: &$0) } }
    }

    package func attempts(of id: JobID) async throws(StoreError) -> [Attempt] {
        try await perform(.look) { try $0.run(Query.attempts, ["id": id]).map { Attempt(cells: &$0) } }
    }

    package func jobs(_ filter: JobFilter) async throws(StoreError) -> [Job] {
        if filter.limit <= 0 { return [] }
        return try await perform(.look) { session in
            let arguments: [String: (any Bindable)?] = [
                "before": filter.before?.value ?? .max, "limit": filter.limit, "ids": List(filter.ids.map(\.value)),
                "glob": filter.keyGlob.map(Query.pattern), "visible": List(filter.visibleKeys.map(Query.pattern)), "since": filter.since,
                "floor": try session.floor(since: filter.since),
            ]
            // A key that can't be one of a definition is seen by nobody who doesn't see all.
            return try session.runOnce(Query.jobs(filter), arguments).map { Job(cells: &$0) }
                .filter { Glob.admits($0.key, by: filter.visibleKeys) }
        }
    }

    package func hosts(of ids: [JobID]) async throws(StoreError) -> [JobID: String] {
        let rows = try await perform(.look) { session in
            try session.run(Query.hosts, ["ids": List(ids.map(\.value))]).map { (JobID($0.integer() ?? 0), $0.text() ?? "") }
        }
        return Dictionary(rows) { first, _ in first }
    }

    package func newestJob() async throws(StoreError) -> JobID? {
        try await perform(.look) { try $0.run(Query.newestJob).first { $0.integer().map { JobID($0) } } ?? nil }
    }

    package func jobsAhead(of id: JobID) async throws(StoreError) -> Int? {
        try await perform(.look) { try $0.run(Query.jobsAhead, ["id": id, "limit": Self.countLimit]).first { $0.count() } }
    }

    package func unfinishedCount() async throws(StoreError) -> Int {
        try await perform(.look) { session in
            min(try session.run(Query.unfinished, ["limit": Self.countLimit]).first { $0.count() } ?? 0, Self.countLimit)
        }
    }
}

extension Session {
    fileprivate func floor(since: Instant?) throws -> Int64 {
        guard let since else { return 0 }
        return try run(Query.firstIDSince, ["since": since]).first { $0.integer() ?? 0 } ?? .max
    }
}
