package import YobanCore
import YobanRows

extension PostgresStore {
    package func requestStop(_ id: JobID, now: Instant) async throws(StoreError) -> StopAnswer {
        try await transact(.stop(id)) { session in
            if try session.run(Query.stopPending, ["id": id, "now": now]).changed == 1 { return .stoppedBeforeStart }
            if try session.run(Query.flagRunning, ["id": id]).changed == 1 { return .requested }
            guard let status = try session.status(of: id) else { return .unknown }
            // It moved between the questions.
            guard status.isFinished else { throw Again() }
            return .alreadyFinished(status)
        }
    }

    package func retry(_ id: JobID, now: Instant) async throws(StoreError) -> RetryAnswer {
        try await transact(.retry(id)) { session in
            guard let status = try session.status(of: id) else { return .unknown }
            guard status.isFinished else { return .notFinished(status) }
            if let other = try session.run(Query.otherWithSameUniqueKey, ["id": id]).ids.first { return .existing(other) }
            guard try session.run(Query.queueAgain, ["id": id]).changed == 1 else { throw Again() }
            return .queued
        }
    }
}

extension Session {
    fileprivate func status(of id: JobID) throws -> JobStatus? {
        try run(Query.statusOfJob, ["id": id]).first { $0.status() }
    }
}
