extension Schema {
    /// What migration 4 adds: people, the links by which they sign in, and their sessions. Written by Yoban only.
    var userTables: [Table] {
        [
            Table(
                name: "screen_user", mark: "last_sign_in_ms",
                create: """
                    CREATE TABLE screen_user (
                        id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
                        name VARCHAR(100) NOT NULL,
                        role VARCHAR(20) NOT NULL,
                        disabled TINYINT NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
                        created_ms BIGINT NOT NULL,
                        created_by VARCHAR(255) NOT NULL,
                        last_sign_in_ms BIGINT NULL,
                        UNIQUE INDEX screen_user_by_name (name)
                    ) \(tableOptions)
                    """),
            Table(
                name: "sign_in_link", mark: "expires_ms",
                create: """
                    CREATE TABLE sign_in_link (
                        hash VARCHAR(64) NOT NULL PRIMARY KEY,
                        user_id BIGINT NOT NULL,
                        created_ms BIGINT NOT NULL,
                        created_by VARCHAR(255) NOT NULL,
                        expires_ms BIGINT NOT NULL,
                        INDEX sign_in_link_of_user (user_id),
                        INDEX sign_in_link_by_end (expires_ms)
                    ) \(tableOptions)
                    """),
            Table(
                name: "screen_session", mark: "last_used_ms",
                create: """
                    CREATE TABLE screen_session (
                        id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
                        hash VARCHAR(64) NOT NULL,
                        user_id BIGINT NOT NULL,
                        address VARCHAR(255) NULL,
                        agent VARCHAR(200) NOT NULL,
                        created_ms BIGINT NOT NULL,
                        last_used_ms BIGINT NOT NULL,
                        expires_ms BIGINT NOT NULL,
                        UNIQUE INDEX screen_session_by_hash (hash),
                        INDEX screen_session_of_user (user_id),
                        INDEX screen_session_by_end (expires_ms)
                    ) \(tableOptions)
                    """),
        ]
    }
}
