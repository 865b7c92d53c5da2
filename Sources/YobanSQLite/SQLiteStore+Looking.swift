import GRDB
package import YobanCore
import YobanRows

extension SQLiteStore {
    /// How far `jobsAhead` and `unfinishedCount` count.
    private static let countLimit = 1000

    package func job(_ id: JobID) async throws(StoreError) -> Job? {
        try await look(.look) { try $0.job(id) }
    }

    package func attempts(of id: JobID) async throws(StoreError) -> [Attempt] {
        try await read(.look) { try $0.rows(Query.attempts, [id.value]) { Attempt(cells: &$0) } }
    }

    package func hosts(of ids: [JobID]) async throws(StoreError) -> [JobID: String] {
        try await read(.look) { database in
            let rows = try database.rows(Query.hosts, ["ids": JSONText.list(ids)]) { (JobID($0.integer() ?? 0), $0.text() ?? "") }
            return Dictionary(rows) { first, _ in first }
        }
    }

    package func newestJob() async throws(StoreError) -> JobID? {
        try await read(.look) { database in
            try database.ids(Query.newestJob, []).first.flatMap { $0.value > 0 ? $0 : nil }
        }
    }

    package func jobsAhead(of id: JobID) async throws(StoreError) -> Int? {
        try await read(.look) { database in
            guard let job = try database.job(id), job.status == .pending, job.hold == nil else { return nil }
            // The order of claiming itself, walked from its front.
            let front = try database.ids(Query.readyJobs, [job.queue, Self.countLimit + 1])
            if let position = front.firstIndex(of: id) { return position }
            return front.count > Self.countLimit ? Self.countLimit : nil
        }
    }

    package func unfinishedCount() async throws(StoreError) -> Int {
        try await read(.look) { database in
            try database.row(Query.unfinished, [Self.countLimit]) { $0.count() } ?? 0
        }
    }
}

extension Database {
    func job(_ id: JobID) throws -> Job? { try row(Query.job, [id.value]) { Job(cells: &$0) } }
}
