import GRDB
import YobanCore

/// One step of the schema. The number is its identity; a step that was released is never changed.
struct Migration: Sendable {
    let number: Int
    let name: String
    /// The statements for this database as it stands.
    let statements: @Sendable (Database) throws -> [String]

    static let all: [Migration] = [
        Migration(number: 1, name: "jobs, attempts, workers, schedules") { database in
            try jobTableStatements(database) + Schema.indexes + Schema.otherTables
        },
        Migration(number: 2, name: "concurrency keys, logs, many hosts") { database in
            let hasLimit = try database.columns(in: "batch_job_queue").contains { $0.name.lowercased() == Schema.limitColumn.name }
            return (hasLimit ? [] : [Schema.addLimit]) + Schema.manyHosts
        },
        Migration(number: 3, name: "tokens, audit, requests sent again") { database in
            let hasTrace = try database.columns(in: "batch_job_queue").contains { $0.name.lowercased() == "traceparent" }
            return (hasTrace ? [] : [Schema.addTrace]) + Schema.access
        },
        Migration(number: 4, name: "notices") { _ in Schema.notices },
        Migration(number: 5, name: "lists since a time") { _ in Schema.lists },
        Migration(number: 6, name: "paused queues") { _ in Schema.pauses },
        Migration(number: 7, name: "users, sign-in links, sessions") { _ in Schema.users },
        Migration(number: 8, name: "series of runs, condition of workers") { _ in Schema.condition },
    ]
    static let newest = all.count

    private static func jobTableStatements(_ database: Database) throws -> [String] {
        guard try database.tableExists("batch_job_queue") else { return [Schema.createJobs] }
        return try SeedTable(database).adoption()
    }
}

/// A `batch_job_queue` that another program made.
struct SeedTable {
    private let columns: Set<String>

    /// Throws `NotASeedTable` when rows of it could not be told apart or made sense of.
    init(_ database: Database) throws {
        let info = try database.columns(in: "batch_job_queue")
        columns = Set(info.map { $0.name.lowercased() })
        let missing = Schema.requiredSeedColumns.subtracting(columns).sorted()
        guard missing.isEmpty else { throw NotASeedTable(cause: "batch_job_queue has no column \(missing.joined(separator: ", "))") }
        let primaryKey = try database.primaryKey("batch_job_queue")
        guard primaryKey.rowIDColumn?.lowercased() == "id" else {
            throw NotASeedTable(cause: "the primary key of batch_job_queue is not: id INTEGER PRIMARY KEY")
        }
    }

    /// Adds what is missing and leaves every row as it is.
    func adoption() -> [String] {
        (Schema.seedColumns + Schema.ownColumns).filter { !columns.contains($0.name) }
            .map(Schema.addJobColumn)
    }
}

struct NotASeedTable: Error {
    let cause: String
}

/// What a database file holds.
enum SchemaState: Equatable {
    case empty
    /// A job queue of another program: `migrate` adopts it.
    case seed
    /// Ours, with all migrations up to this number.
    case version(Int)
    /// Tables, and none of them a job queue.
    case foreign

    init(_ database: Database) throws {
        let tables = Set(
            try String.fetchAll(database, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"))
        if tables.isEmpty {
            self = .empty
        } else if !tables.contains("batch_job_queue") {
            self = .foreign
        } else if tables.contains("schema_version") {
            self = .version(try Int.fetchOne(database, sql: "SELECT max(number) FROM schema_version") ?? 0)
        } else {
            self = .seed
        }
    }
}

extension Migration {
    static let createVersionTable = """
        CREATE TABLE schema_version (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT
        """

    /// Brings the schema up inside the caller's transaction and returns the statements that did it.
    static func apply(to database: Database, from state: SchemaState) throws -> [String] {
        var done: [String] = []
        func run(_ statements: [String]) throws {
            for statement in statements {
                try database.execute(sql: statement)
                done.append(statement)
            }
        }
        var version = 0
        switch state {
        case .version(let current): version = current
        case .empty, .seed: try run([createVersionTable])
        case .foreign: throw NotASeedTable(cause: "no table batch_job_queue among the tables")
        }
        for migration in all where migration.number > version {
            try run(try migration.statements(database))
            try run([
                """
                INSERT INTO schema_version (number, name, applied_at)
                VALUES (\(migration.number), '\(migration.name)', strftime('%Y-%m-%d %H:%M:%f', 'now'))
                """
            ])
        }
        return done
    }
}
