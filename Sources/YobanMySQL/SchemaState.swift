import YobanRows

/// What a database holds.
enum SchemaState: Equatable {
    /// No job queue.
    case none
    /// A job queue of another program, or one whose migration was cut off: `migrate` adopts it, or takes it up again.
    case seed
    /// Ours, with all migrations up to this number.
    case version(Int)

    init(_ session: Session) throws {
        let tables = try TableInfo.names(session)
        guard tables.contains("batch_job_queue") else {
            self = .none
            return
        }
        guard tables.contains("schema_version") else {
            self = .seed
            return
        }
        guard try TableInfo("schema_version", session).columns["applied_at"] != nil else { throw NotASeedTable.notOurs("schema_version") }
        let number = try session.row("SELECT max(number) FROM schema_version") { $0.count() } ?? 0
        self = number == 0 ? .seed : .version(number)
    }
}

/// A table as `information_schema` tells it.
struct TableInfo {
    struct Column {
        /// With length: `varchar(255)`, `enum('a','b')`.
        let type: String
        let dataType: String
        let isNullable: Bool
        /// Without quotes; nil for none and for NULL.
        let fallback: String?
        let extra: String
        let characterSet: String?
        let collation: String?
        let comment: String
    }

    let columns: [String: Column]
    let indexes: Set<String>
    let primaryKey: [String]
    let engine: String

    static func names(_ session: Session) throws -> Set<String> {
        Set(
            try session.rows("SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()") {
                ($0.text() ?? "").lowercased()
            })
    }

    init(_ table: String, _ session: Session) throws {
        let name: [String: Value] = ["table": .text(table)]
        let columns = try session.rows(Self.columnQuery, name) { cells in
            let name = (cells.text() ?? "").lowercased()
            let column = Column(
                type: cells.text() ?? "", dataType: (cells.text() ?? "").lowercased(), isNullable: cells.text() == "YES",
                fallback: Self.unquoted(cells.text()), extra: (cells.text() ?? "").lowercased(), characterSet: cells.text(),
                collation: cells.text(), comment: cells.text() ?? "")
            return (name, column)
        }
        self.columns = Dictionary(columns) { first, _ in first }
        let indexes = try session.rows(Self.indexQuery, name) { (name: $0.text() ?? "", column: ($0.text() ?? "").lowercased()) }
        self.indexes = Set(indexes.map { $0.name.lowercased() })
        primaryKey = indexes.filter { $0.name == "PRIMARY" }.map(\.column)
        engine = try session.row(Self.engineQuery, name) { $0.text() ?? "" } ?? ""
    }

    /// MariaDB tells a default with its quotes, and NULL as a word; MySQL without.
    private static func unquoted(_ text: String?) -> String? {
        guard let text, text != "NULL" else { return nil }
        return text.hasPrefix("'") && text.hasSuffix("'") && text.count >= 2 ? String(text.dropFirst().dropLast()) : text
    }

    private static let columnQuery: Query = """
        SELECT column_name, column_type, data_type, is_nullable, column_default, extra, character_set_name, collation_name, column_comment
        FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = :table
        """
    private static let indexQuery: Query = """
        SELECT index_name, column_name FROM information_schema.statistics
        WHERE table_schema = DATABASE() AND table_name = :table ORDER BY index_name, seq_in_index
        """
    private static let engineQuery: Query = """
        SELECT engine FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = :table
        """
}
