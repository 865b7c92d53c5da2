extension Schema {
    /// What migration 7 adds: what a run used as time went by, and how its host is.
    static let condition = [
        "ALTER TABLE attempt ADD COLUMN series text",
        """
        ALTER TABLE worker ADD COLUMN disk_free_bytes bigint, ADD COLUMN disk_bytes bigint, ADD COLUMN descriptors bigint,
            ADD COLUMN descriptor_limit bigint
        """,
    ]
}
