package import YobanCore
import YobanRows

extension PostgresStore {
    package func pause(queue: String, reason: String, by author: Author, now: Instant) async throws(StoreError) -> Bool {
        try await transact(.pause(queue)) { session in
            let reason = Stored.text(reason)
            let values: [String: (any Bindable)?] = [
                "queue": queue, "reason": reason, "author": Stored.text(author.name), "now": now,
            ]
            guard try session.run(Query.pauseQueue, values).changed == 1 else { return false }
            try session.note(.pauseQueue, [queue], by: author, now, after: reason.isEmpty ? nil : reason)
            return true
        }
    }

    package func resume(queue: String, by author: Author, now: Instant) async throws(StoreError) -> Bool {
        try await transact(.resume(queue)) { session in
            guard try session.run(Query.resumeQueue, ["queue": queue]).count == 1 else { return false }
            try session.note(.resumeQueue, [queue], by: author, now)
            return true
        }
    }

    package func pausedQueues() async throws(StoreError) -> [QueuePause] {
        try await perform(.lookAtPauses) { try $0.run(Query.pausedQueues).map { QueuePause(cells: &$0) } }
    }
}
