/// What migration 3 adds: tokens of programs, who changed what, and requests that may be sent again. The tables are written by Yoban only.
extension Schema {
    static let addTrace = "ALTER TABLE batch_job_queue ADD COLUMN traceparent TEXT"

    static let access = [
        """
        CREATE TABLE access_token (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL,
            hash TEXT NOT NULL,
            scopes TEXT NOT NULL,
            key_globs TEXT,
            created_ms INTEGER NOT NULL,
            created_by TEXT NOT NULL,
            expires_ms INTEGER,
            last_used_ms INTEGER,
            revoked_ms INTEGER
        ) STRICT
        """,
        "CREATE UNIQUE INDEX token_by_hash ON access_token (hash)",
        // one token that is not revoked per name
        "CREATE UNIQUE INDEX token_by_name ON access_token (name) WHERE revoked_ms IS NULL",
        """
        CREATE TABLE audit (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at_ms INTEGER NOT NULL,
            author TEXT NOT NULL,
            address TEXT,
            action TEXT NOT NULL,
            target TEXT NOT NULL,
            state_before TEXT,
            state_after TEXT
        ) STRICT
        """,
        "CREATE INDEX audit_by_target ON audit (target, id)",
        "CREATE INDEX audit_by_author ON audit (author, id)",
        // prune
        "CREATE INDEX audit_by_time ON audit (at_ms)",
        """
        CREATE TABLE idempotent_request (
            sender TEXT NOT NULL,
            request_key TEXT NOT NULL,
            hash TEXT NOT NULL,
            begun_ms INTEGER NOT NULL,
            status INTEGER,
            body TEXT,
            location TEXT,
            PRIMARY KEY (sender, request_key),
            CHECK ((status IS NULL) = (body IS NULL))
        ) STRICT, WITHOUT ROWID
        """,
        // prune
        "CREATE INDEX request_by_time ON idempotent_request (begun_ms)",
    ]
}
