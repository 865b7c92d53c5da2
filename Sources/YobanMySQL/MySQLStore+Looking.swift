package import YobanCore
import YobanRows

extension MySQLStore {
    /// How far `jobsAhead` and `unfinishedCount` count.
    private static let countLimit = 1000

    package func job(_ id: JobID) async throws(StoreError) -> Job? { try await perform(.look) { try $0.job(id) } }

    package func attempts(of id: JobID) async throws(StoreError) -> [Attempt] {
        try await perform(.look) { try $0.rows(Queries.attempts, ["job": Value(id)]) { Attempt(cells: &$0) } }
    }

    package func hosts(of ids: [JobID]) async throws(StoreError) -> [JobID: String] {
        try await perform(.look) { session in
            let rows = try session.rows(Queries.hosts, of: ids) { (JobID($0.integer() ?? 0), $0.text() ?? "") }
            return Dictionary(rows) { first, _ in first }
        }
    }

    package func newestJob() async throws(StoreError) -> JobID? {
        try await perform(.look) { session in
            try session.ids(Queries.newestJob).first.flatMap { $0.value > 0 ? $0 : nil }
        }
    }

    package func jobsAhead(of id: JobID) async throws(StoreError) -> Int? {
        try await perform(.look) { session in
            guard let job = try session.job(id), job.status == .pending, job.hold == nil else { return nil }
            // The order of claiming itself, walked from its front.
            let front = try session.ids(Queries.readyJobs, [Queries.place(0): .text(job.queue), "limit": Value(Self.countLimit + 1)])
            if let position = front.firstIndex(of: id) { return position }
            return front.count > Self.countLimit ? Self.countLimit : nil
        }
    }

    package func unfinishedCount() async throws(StoreError) -> Int {
        try await perform(.look) { try $0.row(Queries.unfinished, ["limit": Value(Self.countLimit)]) { $0.count() } ?? 0 }
    }
}
