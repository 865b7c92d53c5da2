package import YobanCore
import YobanRows

extension PostgresStore {
    package func requestStop(_ id: JobID, by author: Author?, now: Instant) async throws(StoreError) -> StopAnswer {
        try await transact(.stop(id)) { session in
            if try session.run(Query.stopPending, ["id": id, "now": now]).changed == 1 {
                try session.note(.stop, ["\(id)"], by: author, now, before: "pending", after: "stopped")
                return .stoppedBeforeStart
            }
            if try session.run(Query.flagRunning, ["id": id]).changed == 1 {
                try session.note(.stop, ["\(id)"], by: author, now, before: "running", after: "stop_requested")
                return .requested
            }
            let standing = try session.run(Query.statusOfJob, ["id": id]).first { ($0.status(), $0.flag()) }
            guard let (status, isFlagged) = standing else { return .unknown }
            if status == .running, isFlagged { return .requested }
            // It moved between the questions.
            guard status.isFinished else { throw Again() }
            return .alreadyFinished(status)
        }
    }

    package func retry(_ id: JobID, by author: Author?, now: Instant) async throws(StoreError) -> RetryAnswer {
        try await transact(.retry(id)) { session in
            let standing = try session.run(Query.lockedStatusOfJob, ["id": id]).first { $0.status() }
            guard let status = standing else { return .unknown }
            guard status.isFinished else { return .notFinished(status) }
            if let other = try session.run(Query.otherWithSameUniqueKey, ["id": id]).ids.first { return .existing(other) }
            guard try session.run(Query.queueAgain, ["id": id]).changed == 1 else { throw Again() }
            try session.note(.retry, ["\(id)"], by: author, now, before: status.rawValue, after: "pending")
            return .queued
        }
    }
}
