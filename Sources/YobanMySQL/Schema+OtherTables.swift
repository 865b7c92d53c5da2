extension Schema {
    /// A table of ours beside the jobs, and a column by which it is told from another program's table of that name.
    struct Table {
        let name: String
        let mark: String
        let create: String
    }

    /// `idType` is the type of the jobs' `id`: a foreign key needs the very same.
    func otherTables(idType: String) -> [Table] {
        [
            Table(
                name: "attempt", mark: "run_directory",
                create: """
                    CREATE TABLE attempt (
                        job_id \(idType) NOT NULL,
                        number INT NOT NULL CHECK (number > 0),
                        id VARCHAR(255) NOT NULL,
                        state VARCHAR(20) NOT NULL CHECK (state IN ('claimed', 'running', 'ended', 'released')),
                        worker_id VARCHAR(255) NOT NULL,
                        host VARCHAR(255) NOT NULL,
                        claimed_ms BIGINT NOT NULL,
                        started_ms BIGINT NULL,
                        ended_ms BIGINT NULL,
                        run_directory TEXT NULL,
                        reason VARCHAR(40) NULL,
                        exit_code INT NULL,
                        `signal` INT NULL,
                        message TEXT NULL,
                        user_ms BIGINT NULL,
                        system_ms BIGINT NULL,
                        peak_memory_bytes BIGINT NULL,
                        output_bytes BIGINT NULL,
                        dropped_bytes BIGINT NULL,
                        survivors MEDIUMTEXT NULL,
                        ended_by VARCHAR(40) NULL,
                        processes_left INT NULL,
                        PRIMARY KEY (job_id, number),
                        CONSTRAINT attempt_end CHECK ((state IN ('ended', 'released')) = (ended_ms IS NOT NULL AND reason IS NOT NULL)),
                        CONSTRAINT attempt_job FOREIGN KEY (job_id) REFERENCES batch_job_queue (id) ON DELETE CASCADE
                    ) \(tableOptions)
                    """),
            // A place that a running job of a concurrency key has: the primary key sees to it that no place is had twice.
            Table(
                name: "concurrency_lock", mark: "place",
                create: """
                    CREATE TABLE concurrency_lock (
                        concurrency_key VARCHAR(255) NOT NULL,
                        place INT NOT NULL CHECK (place >= 0),
                        job_id \(idType) NOT NULL,
                        claim_token VARCHAR(64) NOT NULL,
                        PRIMARY KEY (concurrency_key, place)
                    ) \(tableOptions)
                    """),
            Table(
                name: "log_chunk", mark: "marks",
                create: """
                    CREATE TABLE log_chunk (
                        job_id \(idType) NOT NULL,
                        attempt_no INT NOT NULL CHECK (attempt_no > 0),
                        start_offset BIGINT NOT NULL CHECK (start_offset >= 0),
                        end_offset BIGINT NOT NULL,
                        data MEDIUMBLOB NOT NULL,
                        marks MEDIUMTEXT NOT NULL,
                        PRIMARY KEY (job_id, attempt_no, start_offset),
                        CONSTRAINT log_chunk_size CHECK (end_offset = start_offset + OCTET_LENGTH(data)),
                        CONSTRAINT log_chunk_job FOREIGN KEY (job_id) REFERENCES batch_job_queue (id) ON DELETE CASCADE
                    ) \(tableOptions)
                    """),
            Table(
                name: "worker", mark: "beat",
                create: """
                    CREATE TABLE worker (
                        id VARCHAR(255) NOT NULL PRIMARY KEY,
                        host VARCHAR(255) NOT NULL,
                        pid INT NOT NULL,
                        session BIGINT NOT NULL CHECK (session > 0),
                        beat BIGINT NOT NULL CHECK (beat >= 0),
                        slots INT NOT NULL,
                        boot_id VARCHAR(64) NOT NULL,
                        doorbell TEXT NOT NULL,
                        version VARCHAR(64) NOT NULL,
                        queues TEXT NOT NULL,
                        lease_ms BIGINT NOT NULL CHECK (lease_ms > 0),
                        draining TINYINT NOT NULL DEFAULT 0 CHECK (draining IN (0, 1)),
                        retired TINYINT NOT NULL DEFAULT 0 CHECK (retired IN (0, 1)),
                        seen_ms BIGINT NOT NULL
                    ) \(tableOptions)
                    """),
            Table(
                name: "schedule", mark: "planned_ms",
                create: """
                    CREATE TABLE schedule (
                        job_key VARCHAR(100) NOT NULL PRIMARY KEY,
                        expression VARCHAR(500) NOT NULL,
                        planned_ms BIGINT NOT NULL
                    ) \(tableOptions)
                    """),
            Table(
                name: "schema_version", mark: "applied_at",
                create: """
                    CREATE TABLE schema_version (
                        number INT NOT NULL PRIMARY KEY,
                        name VARCHAR(255) NOT NULL,
                        applied_at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3)
                    ) \(tableOptions)
                    """),
        ]
    }

    var tableOptions: String { "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=\(collation)" }
}
