/// A `batch_job_queue` that another program made, or that a migration has begun to adopt.
struct SeedTable {
    private let info: TableInfo
    private let schema: Schema

    /// Throws `NotASeedTable` when rows of it could not be told apart, written safely, or made sense of.
    init(_ session: Session, _ schema: Schema) throws {
        info = try TableInfo("batch_job_queue", session)
        self.schema = schema
        let missing = Schema.requiredSeedColumns.subtracting(info.columns.keys).sorted()
        guard missing.isEmpty else { throw NotASeedTable.missing(missing) }
        guard info.primaryKey == ["id"], info.columns["id"]?.extra.contains("auto_increment") == true else { throw NotASeedTable.noKey }
        guard info.engine.lowercased() == "innodb" else { throw NotASeedTable.engine(info.engine) }
        for name in ["job_name", "script_path", "status", "error_message", "progress_message"] {
            // What such a column can't hold would be stored as question marks, or refused in the middle of the night.
            if let set = info.columns[name]?.characterSet, set != "utf8mb4" { throw NotASeedTable.characterSet(name, set) }
        }
        for column in schema.ownColumns {
            if let other = info.columns[column.name], other.dataType != column.type { throw NotASeedTable.taken(column.name, other.type) }
        }
    }

    var idType: String { info.columns["id"]?.type ?? "int" }

    /// Adds what is missing and leaves every row as it is; all in one statement, so that a large table is gone through once.
    func adoption() -> [String] {
        let missing = (schema.seedColumns + schema.ownColumns).filter { info.columns[$0.name] == nil }
        var clauses = missing.map { "ADD COLUMN \($0.name) \($0.definition)" }
        if missing.contains(where: { $0.name == "hold" }) { clauses.append("ADD \(Schema.holdCheck)") }
        clauses +=
            [widerStatus].compactMap(\.self) + Schema.times.compactMap(repaired) + ["error_message", "progress_message"].compactMap(roomy)
        clauses += Schema.indexes.filter { !info.indexes.contains($0.name) }.map { "ADD \($0.definition)" }
        guard !clauses.isEmpty else { return [] }
        let alter = "ALTER TABLE batch_job_queue\n    " + clauses.joined(separator: ",\n    ")
        guard Schema.times.contains(where: isDateTime) else { return [alter] }
        // A DATETIME holds the server's local time: the conversion has to read it so.
        return ["SET SESSION time_zone = @@global.time_zone", alter, "SET SESSION time_zone = '+00:00'"]
    }

    /// The values that are missing are added at the end: no row changes. Where the column is a text, all values fit already.
    private var widerStatus: String? {
        guard let status = info.columns["status"], status.dataType == "enum" else { return nil }
        let missing = Schema.statuses.filter { !status.type.contains("'\($0)'") }
        guard !missing.isEmpty else { return nil }
        let type = status.type.dropLast() + missing.map { ",'\($0)'" }.joined() + ")"
        let characters = status.collation.map { " CHARACTER SET utf8mb4 COLLATE \($0)" } ?? ""
        let null = status.isNullable ? " NULL" : " NOT NULL"
        let fallback = status.fallback.map { " DEFAULT '\($0)'" } ?? ""
        return "MODIFY COLUMN status \(type)\(characters)\(null)\(fallback)\(comment(status))"
    }

    private func isDateTime(_ name: String) -> Bool { info.columns[name]?.dataType == "datetime" }

    /// Old servers gave the first TIMESTAMP of a table ON UPDATE CURRENT_TIMESTAMP and made the others NOT NULL: then every change of a
    /// row would change when it was created, and no row could say that it has not started.
    private func repaired(_ name: String) -> String? {
        guard let column = info.columns[name] else { return nil }
        let mustBeNullable = name != "created_at"
        guard isDateTime(name) || column.extra.contains("on update") || (mustBeNullable && !column.isNullable) else { return nil }
        let type = column.type.lowercased().replacing("datetime", with: "timestamp")
        let fraction = type.drop { $0 != "(" }
        if mustBeNullable { return "MODIFY COLUMN \(name) \(type) NULL DEFAULT NULL\(comment(column))" }
        let null = column.isNullable ? " NULL" : " NOT NULL"
        return "MODIFY COLUMN \(name) \(type)\(null) DEFAULT CURRENT_TIMESTAMP\(fraction)\(comment(column))"
    }

    /// What a script says must find room: a column that is shorter than the seed's would refuse the result of a run.
    private func roomy(_ name: String) -> String? {
        guard let column = info.columns[name], !["text", "mediumtext", "longtext"].contains(column.dataType) else { return nil }
        return "MODIFY COLUMN \(name) TEXT CHARACTER SET utf8mb4 NULL\(comment(column))"
    }

    private func comment(_ column: TableInfo.Column) -> String {
        let escaped = column.comment.replacing("\\", with: "\\\\").replacing("'", with: "''")
        return escaped.isEmpty ? "" : " COMMENT '\(escaped)'"
    }
}
