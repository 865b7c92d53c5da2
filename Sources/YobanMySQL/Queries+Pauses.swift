import YobanCore
import YobanRows

/// Queries about paused queues.
extension Queries {
    static let pauseQueue: Query = """
        INSERT INTO queue_pause (queue, reason, paused_by, paused_ms) VALUES (:queue, :reason, :author, :now)
        """
    /// After a lost answer to COMMIT: paused at just this instant.
    static let pausedQueue: Query = """
        SELECT queue FROM queue_pause WHERE queue = :queue AND paused_by = :author AND paused_ms = :now LOCK IN SHARE MODE
        """
    static let resumeQueue: Query = "DELETE FROM queue_pause WHERE queue = :queue"
    /// After a lost answer to COMMIT.
    static let stillPaused: Query = "SELECT queue FROM queue_pause WHERE queue = :queue LOCK IN SHARE MODE"
    static let pausedQueues = Query("SELECT \(QueuePause.columns) FROM queue_pause ORDER BY queue")

    /// That the queue of this name, `QUEUE` or `QUEUE@LABEL`, is not paused: one look by primary key.
    static func isOpen(_ queue: String) -> String {
        "NOT EXISTS (SELECT 1 FROM queue_pause WHERE queue_pause.queue = SUBSTRING_INDEX(\(queue), '@', 1))"
    }
}
