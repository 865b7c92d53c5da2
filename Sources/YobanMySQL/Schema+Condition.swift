extension Schema {
    /// A column that one of our tables got later.
    struct LaterColumn {
        let table: String
        let name: String
        let definition: String

        var add: String { "ALTER TABLE \(table) ADD COLUMN \(name) \(definition)" }
    }

    /// What migration 6 adds: what a run used as time went by, and how its host is.
    static let conditionColumns = [
        LaterColumn(table: "attempt", name: "series", definition: "TEXT NULL"),
        LaterColumn(table: "worker", name: "disk_free_bytes", definition: "BIGINT NULL"),
        LaterColumn(table: "worker", name: "disk_bytes", definition: "BIGINT NULL"),
        LaterColumn(table: "worker", name: "descriptors", definition: "BIGINT NULL"),
        LaterColumn(table: "worker", name: "descriptor_limit", definition: "BIGINT NULL"),
    ]
}
