/// What migration 2 adds: places of concurrency keys, logs for readers on other hosts, and what a worker is told from outside.
extension Schema {
    /// Without a check: another program may write anything, and what is no number above 0 means 1.
    static let limitColumn = Column(name: "concurrency_limit", definition: "INTEGER")
    static let addLimit = addJobColumn(limitColumn)

    static let keyBytes = "CAST(concurrency_key AS BLOB)"

    static let manyHosts = [
        // wake: the most urgent job that waits for a place
        """
        CREATE INDEX job_for_key ON batch_job_queue (\(keyBytes), priority DESC, created_at, id, concurrency_limit)
            WHERE status = 'pending' AND hold = 'key'
        """,
        """
        CREATE TABLE concurrency_lock (
            concurrency_key BLOB NOT NULL,
            place INTEGER NOT NULL CHECK (place >= 0),
            job_id INTEGER NOT NULL,
            claim_token TEXT NOT NULL,
            PRIMARY KEY (concurrency_key, place)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX lock_of_job ON concurrency_lock (job_id)",
        """
        CREATE TABLE log_chunk (
            job_id INTEGER NOT NULL REFERENCES batch_job_queue (id),
            attempt_no INTEGER NOT NULL CHECK (attempt_no > 0),
            start_offset INTEGER NOT NULL CHECK (start_offset >= 0),
            end_offset INTEGER NOT NULL CHECK (end_offset >= start_offset),
            data BLOB NOT NULL,
            marks TEXT NOT NULL,
            PRIMARY KEY (job_id, attempt_no, start_offset)
        ) STRICT
        """,
        "DROP TRIGGER job_deleted",
        """
        CREATE TRIGGER job_deleted AFTER DELETE ON batch_job_queue BEGIN
            DELETE FROM attempt WHERE job_id = OLD.id;
            DELETE FROM log_chunk WHERE job_id = OLD.id;
        END
        """,
        "ALTER TABLE worker ADD COLUMN queues TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE worker ADD COLUMN lease_ms INTEGER NOT NULL DEFAULT 5400000",
        "ALTER TABLE worker ADD COLUMN draining INTEGER NOT NULL DEFAULT 0 CHECK (draining IN (0, 1))",
        "ALTER TABLE worker ADD COLUMN retired INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0, 1))",
    ]
}
