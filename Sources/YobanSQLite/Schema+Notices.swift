/// What migration 4 adds: what is to be told, and how far it was looked for. Written by Yoban only.
extension Schema {
    static let notices = [
        """
        CREATE TABLE notice (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            subject TEXT NOT NULL,
            channel TEXT NOT NULL,
            delivery TEXT NOT NULL,
            job_key TEXT,
            job_id INTEGER,
            body TEXT NOT NULL,
            at_ms INTEGER NOT NULL,
            state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sent', 'given_up')),
            tries INTEGER NOT NULL DEFAULT 0,
            next_try_ms INTEGER,
            ended_ms INTEGER,
            last_error TEXT,
            CHECK ((state = 'pending') = (next_try_ms IS NOT NULL))
        ) STRICT
        """,
        // each is there once
        "CREATE UNIQUE INDEX notice_once ON notice (subject, kind, channel)",
        "CREATE INDEX notice_due ON notice (next_try_ms, id) WHERE state = 'pending'",
        "CREATE INDEX notice_by_state ON notice (state, id)",
        "CREATE INDEX notice_of_job ON notice (job_id, id) WHERE job_id IS NOT NULL",
        // prune
        "CREATE INDEX notice_by_time ON notice (at_ms)",
        """
        CREATE TABLE notice_mark (
            name TEXT NOT NULL PRIMARY KEY,
            detail TEXT NOT NULL,
            at_ms INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
    ]
}
