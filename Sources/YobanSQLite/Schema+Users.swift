/// What migration 6 adds: people, the links by which they sign in, and their sessions. Written by Yoban only.
extension Schema {
    static let users = [
        """
        CREATE TABLE screen_user (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL,
            role TEXT NOT NULL,
            disabled INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
            created_ms INTEGER NOT NULL,
            created_by TEXT NOT NULL,
            last_sign_in_ms INTEGER
        ) STRICT
        """,
        "CREATE UNIQUE INDEX screen_user_by_name ON screen_user (name)",
        """
        CREATE TABLE sign_in_link (
            hash TEXT NOT NULL PRIMARY KEY,
            user_id INTEGER NOT NULL,
            created_ms INTEGER NOT NULL,
            created_by TEXT NOT NULL,
            expires_ms INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        // changeUser
        "CREATE INDEX sign_in_link_of_user ON sign_in_link (user_id)",
        // prune
        "CREATE INDEX sign_in_link_by_end ON sign_in_link (expires_ms)",
        """
        CREATE TABLE screen_session (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            hash TEXT NOT NULL,
            user_id INTEGER NOT NULL,
            address TEXT,
            agent TEXT NOT NULL,
            created_ms INTEGER NOT NULL,
            last_used_ms INTEGER NOT NULL,
            expires_ms INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE UNIQUE INDEX screen_session_by_hash ON screen_session (hash)",
        // changeUser
        "CREATE INDEX screen_session_of_user ON screen_session (user_id)",
        // prune
        "CREATE INDEX screen_session_by_end ON screen_session (expires_ms)",
    ]
}
