import YobanCore
import YobanRows

/// Queries about paused queues.
extension Query {
    static let pauseQueue = Statement(
        """
        INSERT INTO queue_pause (queue, reason, paused_by, paused_ms) VALUES (:queue, :reason, :author, :now)
        ON CONFLICT (queue) DO NOTHING
        """)
    /// Tells those who listen, as a job that becomes ready does: who takes from a queue's label takes from the queue itself.
    static let resumeQueue = Statement(
        """
        WITH resumed AS (
            DELETE FROM queue_pause WHERE queue = :queue RETURNING queue
        )
        SELECT pg_notify(('yoban_' || current_schema())::name::text, 'ready ' || left(queue, 1000)) FROM resumed
        """)
    static let pausedQueues = Statement("SELECT \(QueuePause.columns) FROM queue_pause ORDER BY queue COLLATE \"C\"")

    /// That the queue of this name, `QUEUE` or `QUEUE@LABEL`, is not paused: one look by primary key, before any row is read.
    static func isOpen(_ queue: String) -> String {
        "NOT EXISTS (SELECT FROM queue_pause AS pause WHERE pause.queue = split_part(\(queue), '@', 1))"
    }
}
