import YobanCore
import YobanRows

/// Queries about paused queues.
extension Query {
    static let pauseQueue = """
        INSERT INTO queue_pause (queue, reason, paused_by, paused_ms) VALUES (?, ?, ?, ?) ON CONFLICT (queue) DO NOTHING
        """
    static let resumeQueue = "DELETE FROM queue_pause WHERE queue = ?"
    static let pausedQueues = "SELECT \(QueuePause.columns) FROM queue_pause ORDER BY queue"

    /// That the queue of this name, `QUEUE` or `QUEUE@LABEL`, is not paused: one look by primary key.
    static func isOpen(_ queue: String) -> String {
        "NOT EXISTS (SELECT 1 FROM queue_pause WHERE queue_pause.queue = substr(\(queue), 1, instr(\(queue) || '@', '@') - 1))"
    }
}
