import GRDB
package import YobanCore
import YobanRows

extension SQLiteStore {
    package func requestStop(_ id: JobID, by author: Author?, now: Instant) async throws(StoreError) -> StopAnswer {
        try await write(.stop(id)) { database in
            if try database.run(Query.stopPending, [SeedTime.text(now), id.value]) == 1 {
                try database.note(.stop, "\(id)", by: author, now, before: "pending", after: "stopped")
                return .stoppedBeforeStart
            }
            if try database.run(Query.flagRunning, [id.value]) == 1 {
                try database.note(.stop, "\(id)", by: author, now, before: "running", after: "stop_requested")
                return .requested
            }
            guard let status = try database.status(of: id) else { return .unknown }
            // It had its flag already.
            return status == .running ? .requested : .alreadyFinished(status)
        }
    }

    package func retry(_ id: JobID, by author: Author?, now: Instant) async throws(StoreError) -> RetryAnswer {
        try await write(.retry(id)) { database in
            guard let status = try database.status(of: id) else { return .unknown }
            guard status.isFinished else { return .notFinished(status) }
            if let other = try database.ids(Query.otherWithSameUniqueKey, [id.value]).first { return .existing(other) }
            try database.run(Query.queueAgain, [id.value])
            try database.note(.retry, "\(id)", by: author, now, before: status.rawValue, after: "pending")
            return .queued
        }
    }
}

extension Database {
    fileprivate func status(of id: JobID) throws -> JobStatus? {
        try row(Query.statusOfJob, [id.value]) { $0.status() }
    }
}
