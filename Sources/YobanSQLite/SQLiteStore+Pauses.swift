import GRDB
package import YobanCore
import YobanRows

extension SQLiteStore {
    package func pause(queue: String, reason: String, by author: Author, now: Instant) async throws(StoreError) -> Bool {
        try await write(.pause(queue)) { database in
            let reason = Stored.text(reason)
            guard try database.run(Query.pauseQueue, [queue, reason, Stored.text(author.name), now.milliseconds]) == 1 else { return false }
            try database.note(.pauseQueue, queue, by: author, now, after: reason.isEmpty ? nil : reason)
            return true
        }
    }

    package func resume(queue: String, by author: Author, now: Instant) async throws(StoreError) -> Bool {
        try await write(.resume(queue)) { database in
            guard try database.run(Query.resumeQueue, [queue]) == 1 else { return false }
            try database.note(.resumeQueue, queue, by: author, now)
            return true
        }
    }

    package func pausedQueues() async throws(StoreError) -> [QueuePause] {
        try await read(.lookAtPauses) { try $0.rows(Query.pausedQueues) { QueuePause(cells: &$0) } }
    }
}
