/// A queue that gives out no job, because a person said so. Jobs may still be queued; what runs goes on.
package struct QueuePause: Sendable, Equatable {
    /// Without a label: the queues of its labels are held too.
    package var queue: String
    /// In a person's words, up to ``longestReason`` scalars of any kind; may be empty.
    package var reason: String
    /// ``Author/name``.
    package var by: String
    package var at: Instant

    package init(queue: String, reason: String, by: String, at: Instant) {
        self.queue = queue
        self.reason = reason
        self.by = by
        self.at = at
    }

    /// The longest reason, in Unicode scalars: what the tables' columns hold.
    package static let longestReason = 500

    /// Whether jobs that stand in this queue are held.
    package func holds(_ queue: String) -> Bool { Placement.withoutLabel(queue) == self.queue }
}
