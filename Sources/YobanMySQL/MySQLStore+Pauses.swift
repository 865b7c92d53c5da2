package import YobanCore
import YobanRows

extension MySQLStore {
    package func pause(queue: String, reason: String, by author: Author, now: Instant) async throws(StoreError) -> Bool {
        let reason = Stored.text(reason, characters: QueuePause.longestReason)
        let values: [String: Value] = [
            "queue": .text(queue), "reason": .text(reason), "author": .text(Stored.text(author.name, characters: 255)),
            "now": Value(milliseconds: now),
        ]
        let confirm = { @Sendable (session: Session, isPaused: Bool) in
            try !isPaused || session.row(Queries.pausedQueue, values) { _ in true } != nil
        }
        return try await write(.pause(queue), confirm: confirm) { session in
            do {
                try session.run(Queries.pauseQueue, values)
            } catch let failure as ServerFailure where failure.isDuplicate {
                try session.checkTransaction()
                return false
            }
            try session.note(.pauseQueue, [queue], by: author, now, after: reason.isEmpty ? nil : reason)
            return true
        }
    }

    package func resume(queue: String, by author: Author, now: Instant) async throws(StoreError) -> Bool {
        let values: [String: Value] = ["queue": .text(queue)]
        let confirm = { @Sendable (session: Session, isResumed: Bool) in
            try !isResumed || session.row(Queries.stillPaused, values) { _ in true } == nil
        }
        return try await write(.resume(queue), confirm: confirm) { session in
            guard try session.run(Queries.resumeQueue, values) == 1 else { return false }
            try session.note(.resumeQueue, [queue], by: author, now)
            return true
        }
    }

    package func pausedQueues() async throws(StoreError) -> [QueuePause] {
        try await perform(.lookAtPauses) { try $0.rows(Queries.pausedQueues) { QueuePause(cells: &$0) } }
    }
}
