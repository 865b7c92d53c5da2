extension Schema {
    /// What migration 3 adds: what is to be told, and how far it was looked for. Written by Yoban only.
    var noticeTables: [Table] {
        [
            Table(
                name: "notice", mark: "next_try_ms",
                create: """
                    CREATE TABLE notice (
                        id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
                        kind VARCHAR(40) NOT NULL,
                        subject VARCHAR(160) NOT NULL,
                        channel VARCHAR(100) NOT NULL,
                        delivery VARCHAR(40) NOT NULL,
                        job_key VARCHAR(100) NULL,
                        job_id BIGINT NULL,
                        body MEDIUMTEXT NOT NULL,
                        at_ms BIGINT NOT NULL,
                        state VARCHAR(20) NOT NULL DEFAULT 'pending',
                        tries INT NOT NULL DEFAULT 0,
                        next_try_ms BIGINT NULL,
                        ended_ms BIGINT NULL,
                        last_error TEXT NULL,
                        UNIQUE INDEX notice_once (subject, kind, channel),
                        INDEX notice_due (next_try_ms, id),
                        INDEX notice_by_state (state, id),
                        INDEX notice_of_job (job_id, id),
                        INDEX notice_by_time (at_ms),
                        CONSTRAINT notice_pending CHECK ((state = 'pending') = (next_try_ms IS NOT NULL))
                    ) \(tableOptions)
                    """),
            Table(
                name: "notice_mark", mark: "at_ms",
                create: """
                    CREATE TABLE notice_mark (
                        name VARCHAR(255) NOT NULL PRIMARY KEY,
                        detail TEXT NOT NULL,
                        at_ms BIGINT NOT NULL
                    ) \(tableOptions)
                    """),
        ]
    }
}
