extension Schema {
    static let addTrace = "ALTER TABLE batch_job_queue ADD COLUMN traceparent VARCHAR(55) CHARACTER SET ascii NULL"

    /// What migration 2 adds: tokens of programs, who changed what, and requests that may be sent again. Written by Yoban only.
    var accessTables: [Table] {
        [
            Table(
                name: "access_token", mark: "key_globs",
                create: """
                    CREATE TABLE access_token (
                        id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
                        name VARCHAR(100) NOT NULL,
                        hash VARCHAR(64) NOT NULL,
                        scopes VARCHAR(255) NOT NULL,
                        key_globs TEXT NULL,
                        created_ms BIGINT NOT NULL,
                        created_by VARCHAR(255) NOT NULL,
                        expires_ms BIGINT NULL,
                        last_used_ms BIGINT NULL,
                        revoked_ms BIGINT NULL,
                        valid_name VARCHAR(100) GENERATED ALWAYS AS (CASE WHEN revoked_ms IS NULL THEN name END) STORED,
                        UNIQUE INDEX token_by_hash (hash),
                        UNIQUE INDEX token_by_name (valid_name)
                    ) \(tableOptions)
                    """),
            Table(
                name: "audit", mark: "state_before",
                create: """
                    CREATE TABLE audit (
                        id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
                        at_ms BIGINT NOT NULL,
                        author VARCHAR(255) NOT NULL,
                        address VARCHAR(255) NULL,
                        `action` VARCHAR(40) NOT NULL,
                        target VARCHAR(255) NOT NULL,
                        state_before VARCHAR(40) NULL,
                        state_after VARCHAR(40) NULL,
                        INDEX audit_by_target (target, id),
                        INDEX audit_by_author (author, id),
                        INDEX audit_by_time (at_ms)
                    ) \(tableOptions)
                    """),
            Table(
                name: "idempotent_request", mark: "begun_ms",
                // The call that wrote the row: after a lost answer to COMMIT it tells whether the row is its own.
                create: """
                    CREATE TABLE idempotent_request (
                        sender VARCHAR(255) NOT NULL,
                        request_key VARCHAR(255) NOT NULL,
                        hash VARCHAR(64) NOT NULL,
                        begun_ms BIGINT NOT NULL,
                        begin_token VARCHAR(32) NOT NULL,
                        status INT NULL,
                        body MEDIUMTEXT NULL,
                        location TEXT NULL,
                        PRIMARY KEY (sender, request_key),
                        INDEX request_by_time (begun_ms),
                        CONSTRAINT request_answer CHECK ((status IS NULL) = (body IS NULL))
                    ) \(tableOptions)
                    """),
        ]
    }
}
