extension Schema {
    /// What migration 4 adds: queues that give out no job. Written by Yoban only.
    var pauseTables: [Table] {
        [
            Table(
                name: "queue_pause", mark: "paused_ms",
                create: """
                    CREATE TABLE queue_pause (
                        queue VARCHAR(100) NOT NULL PRIMARY KEY,
                        reason VARCHAR(500) NOT NULL,
                        paused_by VARCHAR(255) NOT NULL,
                        paused_ms BIGINT NOT NULL
                    ) \(tableOptions)
                    """)
        ]
    }

    /// The reason of a pause is longer than the states that were noted up to then.
    var widenAudit: String {
        "ALTER TABLE audit MODIFY COLUMN state_after VARCHAR(500) CHARACTER SET utf8mb4 COLLATE \(collation) NULL"
    }
}
