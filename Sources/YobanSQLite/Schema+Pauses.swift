/// What migration 6 adds: queues that give out no job. Written by Yoban only.
extension Schema {
    static let pauses = [
        """
        CREATE TABLE queue_pause (
            queue TEXT NOT NULL PRIMARY KEY,
            reason TEXT NOT NULL,
            paused_by TEXT NOT NULL,
            paused_ms INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """
    ]
}
