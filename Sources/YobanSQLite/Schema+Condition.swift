/// What migration 8 adds: what a run used as time went by, and how its host is.
extension Schema {
    static let condition = [
        "ALTER TABLE attempt ADD COLUMN series TEXT",
        "ALTER TABLE worker ADD COLUMN disk_free_bytes INTEGER",
        "ALTER TABLE worker ADD COLUMN disk_bytes INTEGER",
        "ALTER TABLE worker ADD COLUMN descriptors INTEGER",
        "ALTER TABLE worker ADD COLUMN descriptor_limit INTEGER",
    ]
}
