import YobanCore

extension BrokenStore {
    func pause(queue: String, reason: String, by author: Author, now: Instant) async throws(StoreError) -> Bool {
        try await typed { try await onPause(queue, reason, author, now) }
    }
    func resume(queue: String, by author: Author, now: Instant) async throws(StoreError) -> Bool {
        try await typed { try await onResume(queue, author, now) }
    }
    func pausedQueues() async throws(StoreError) -> [QueuePause] { try await typed { try await onPausedQueues() } }
}
