package import YobanCore
import YobanRows

extension MySQLStore {
    package func requestStop(_ id: JobID, by author: Author?, now: Instant) async throws(StoreError) -> StopAnswer {
        try await write(.stop(id)) { session in
            let job: [String: Value] = ["id": Value(id), "now": Value(time: now)]
            // A job that is claimed or released between the statements has changed its status: then once more from the start.
            for _ in 0..<10 {
                if try session.run(Queries.stopPending, job) == 1 {
                    try session.note(.stop, ["\(id)"], by: author, now, before: "pending", after: "stopped")
                    return .stoppedBeforeStart
                }
                if try session.run(Queries.flagRunning, job) == 1 {
                    try session.note(.stop, ["\(id)"], by: author, now, before: "running", after: "stop_requested")
                    return .requested
                }
                let standing = try session.row(Queries.statusOfJob, job) { ($0.status(), $0.flag()) }
                guard let (status, isFlagged) = standing else { return .unknown }
                if status == .running, isFlagged { return .requested }
                if status.isFinished { return .alreadyFinished(status) }
            }
            throw StoreError(.busy, doing: .stop(id))
        }
    }

    package func retry(_ id: JobID, by author: Author?, now: Instant) async throws(StoreError) -> RetryAnswer {
        try await write(.retry(id)) { session in
            for _ in 0..<10 {
                let standing = try session.row(Queries.lockedStatusOfJob, ["id": Value(id)]) { $0.status() }
                guard let status = standing else { return .unknown }
                guard status.isFinished else { return .notFinished(status) }
                do {
                    if try session.run(Queries.queueAgain, ["id": Value(id)]) == 1 {
                        try session.note(.retry, ["\(id)"], by: author, now, before: status.rawValue, after: "pending")
                        return .queued
                    }
                } catch let failure as ServerFailure where failure.isDuplicate {
                    try session.checkTransaction()
                    let key = try session.row(Queries.uniqueKeyOfJob, ["id": Value(id)]) { $0.text() } ?? nil
                    if let key, let other = try session.unfinished(withUniqueKey: key) { return .existing(other) }
                }
            }
            throw StoreError(.busy, doing: .retry(id))
        }
    }
}

extension Session {
    func job(_ id: JobID) throws -> Job? { try row(Queries.job, ["id": Value(id)]) { Job(cells: &$0) } }
}
