import GRDB
package import YobanCore
import YobanRows

extension SQLiteStore {
    package func requestStop(_ id: JobID, now: Instant) async throws(StoreError) -> StopAnswer {
        try await write(.stop(id)) { database in
            if try database.run(Query.stopPending, [SeedTime.text(now), id.value]) == 1 { return .stoppedBeforeStart }
            if try database.run(Query.flagRunning, [id.value]) == 1 { return .requested }
            guard let status = try database.status(of: id) else { return .unknown }
            return .alreadyFinished(status)
        }
    }

    package func retry(_ id: JobID, now: Instant) async throws(StoreError) -> RetryAnswer {
        try await write(.retry(id)) { database in
            guard let status = try database.status(of: id) else { return .unknown }
            guard status.isFinished else { return .notFinished(status) }
            if let other = try database.ids(Query.otherWithSameUniqueKey, [id.value]).first { return .existing(other) }
            try database.run(Query.queueAgain, [id.value])
            return .queued
        }
    }
}

extension Database {
    fileprivate func status(of id: JobID) throws -> JobStatus? {
        try row(Query.statusOfJob, [id.value]) { $0.status() }
    }
}
