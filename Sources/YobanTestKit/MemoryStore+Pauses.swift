import Synchronization
package import YobanCore

extension MemoryStore {
    package func pause(queue: String, reason: String, by author: Author, now: Instant) async throws(StoreError) -> Bool {
        state.withLock { state in
            guard state.pauses[queue] == nil else { return false }
            state.pauses[queue] = QueuePause(queue: queue, reason: reason, by: author.name, at: now)
            state.note(.pauseQueue, queue, by: author, now, after: reason.isEmpty ? nil : reason)
            return true
        }
    }

    package func resume(queue: String, by author: Author, now: Instant) async throws(StoreError) -> Bool {
        state.withLock { state in
            guard state.pauses.removeValue(forKey: queue) != nil else { return false }
            state.note(.resumeQueue, queue, by: author, now)
            return true
        }
    }

    package func pausedQueues() async throws(StoreError) -> [QueuePause] {
        state.withLock { $0.pauses.values.sorted { $0.queue < $1.queue } }
    }
}

extension MemoryStore.State {
    /// Whether jobs of this queue are held, by a pause of it or of the queue whose label it names.
    func isPaused(_ queue: String) -> Bool { pauses.values.contains { $0.holds(queue) } }
}
