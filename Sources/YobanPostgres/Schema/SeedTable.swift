/// A `batch_job_queue` that another program made.
struct SeedTable {
    private let columns: [String: Found]
    private let statusLabels: Set<String>
    /// CHECKs on `status` that know the seed's statuses and not `stopped`.
    private let narrowChecks: [String]

    private struct Found {
        /// The server's short name of the type; `enum` for an enumeration.
        let type: String
        let typeName: String
        let needsValue: Bool
        let hasDefault: Bool
    }

    /// Throws `NotASeedTable` when rows of it could not be told apart or made sense of.
    init(_ session: Session) throws {
        let found = try session.execute(Self.columnsQuery).map { cells in
            let name = cells.text() ?? ""
            let type = cells.text() ?? ""
            return (name, Found(type: type, typeName: cells.text() ?? "", needsValue: cells.flag(), hasDefault: cells.flag()))
        }
        columns = Dictionary(found) { first, _ in first }
        statusLabels = Set(try session.execute(Self.labelsQuery).map { $0.text() ?? "" })
        narrowChecks = try session.execute(Self.checksQuery).map { $0.text() ?? "" }
        let missing = Schema.requiredSeedColumns.subtracting(columns.keys).sorted()
        guard missing.isEmpty else { throw NotASeedTable(cause: "batch_job_queue has no column \(missing.joined(separator: ", "))") }
        guard try session.execute(Self.primaryKeyQuery).map({ $0.text() }) == ["id"] else {
            throw NotASeedTable(cause: "the primary key of batch_job_queue is not (id)")
        }
        if let problem = problem() { throw NotASeedTable(cause: "batch_job_queue.\(problem)") }
    }

    private func problem() -> String? {
        for column in Schema.seedColumns + Schema.ownColumns {
            guard let found = columns[column.name] else { continue }
            if column.name == "status", found.type == "enum" {
                let missing = Set(["pending", "running", "completed", "failed"]).subtracting(statusLabels)
                if !missing.isEmpty { return "status can't be \(missing.sorted().joined(separator: ", "))" }
            } else if !column.types.contains(found.type) {
                return "\(column.name) is \(found.typeName), which is none of: \(column.types.sorted().joined(separator: ", "))"
            }
            if ["started_at", "completed_at"].contains(column.name), found.type != columns["created_at"]?.type {
                return "\(column.name) is of another type than created_at"
            }
        }
        if let id = columns["id"], !id.hasDefault { return "id has no default and is no identity" }
        let ours = Set((Schema.seedColumns + Schema.ownColumns).map(\.name))
        let needy = columns.filter { !ours.contains($0.key) && $0.value.needsValue && !$0.value.hasDefault }.keys.sorted()
        return needy.first.map { "\($0) is NOT NULL and has no default" }
    }

    /// Adds what is missing and leaves every row as it is.
    func adoption() -> [String] {
        var statements = (Schema.seedColumns + Schema.ownColumns).filter { columns[$0.name] == nil }.map { column in
            var definition = column.definition
            if let time = columns["created_at"]?.type, ["started_at", "completed_at"].contains(column.name) { definition = time }
            return "ALTER TABLE batch_job_queue ADD COLUMN \(column.name) \(definition)"
        }
        for (name, value) in [("status", "'pending'"), ("created_at", "now()")] where columns[name]?.hasDefault == false {
            statements.append("ALTER TABLE batch_job_queue ALTER COLUMN \(name) SET DEFAULT \(value)")
        }
        // What a script says last may be long, and must not keep its result out of the row.
        for name in ["error_message", "progress_message"] where columns[name]?.type == "varchar" {
            statements.append("ALTER TABLE batch_job_queue ALTER COLUMN \(name) TYPE text")
        }
        if let status = columns["status"], status.type == "enum", !statusLabels.contains("stopped") {
            statements.append("ALTER TYPE \(status.typeName) ADD VALUE 'stopped'")
        }
        for name in narrowChecks {
            statements.append(
                """
                ALTER TABLE batch_job_queue DROP CONSTRAINT \(name),
                    ADD CONSTRAINT job_status_known CHECK (status IN \(Schema.statuses)) NOT VALID
                """)
        }
        return statements
    }

    private static let columnsQuery = """
        SELECT a.attname, CASE t.typtype WHEN 'e' THEN 'enum' ELSE t.typname END, format_type(a.atttypid, a.atttypmod), a.attnotnull,
            a.atthasdef OR a.attidentity <> ''
        FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid
        WHERE a.attrelid = to_regclass('batch_job_queue') AND a.attnum > 0 AND NOT a.attisdropped
        """
    private static let labelsQuery = """
        SELECT e.enumlabel FROM pg_attribute AS a JOIN pg_enum AS e ON e.enumtypid = a.atttypid
        WHERE a.attrelid = to_regclass('batch_job_queue') AND a.attname = 'status'
        """
    private static let primaryKeyQuery = """
        SELECT a.attname FROM pg_index AS i JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
        WHERE i.indrelid = to_regclass('batch_job_queue') AND i.indisprimary
        """
    private static let checksQuery = """
        SELECT quote_ident(c.conname) FROM pg_constraint AS c
        JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND c.conkey = ARRAY[a.attnum] AND a.attname = 'status'
        WHERE c.conrelid = to_regclass('batch_job_queue') AND c.contype = 'c'
            AND pg_get_constraintdef(c.oid) LIKE '%''pending''%' AND pg_get_constraintdef(c.oid) NOT LIKE '%''stopped''%'
        """
}

struct NotASeedTable: Error {
    let cause: String
}
