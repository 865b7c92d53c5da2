import YobanRows

/// One step of the schema. The number is its identity; a step that was released is never changed.
struct Migration: Sendable {
    let number: Int
    let name: String
    /// The statements for this database as it stands.
    let statements: @Sendable (Session) throws -> [String]

    static let all: [Migration] = [
        Migration(number: 1, name: "jobs, attempts, workers, schedules, places, logs") { session in
            let isThere = try session.execute("SELECT to_regclass('batch_job_queue') IS NOT NULL").first { $0.flag() } ?? false
            let jobs = isThere ? try SeedTable(session).adoption() : [Schema.createJobs]
            return jobs + [Schema.upkeep] + Schema.indexes + Schema.otherTables + Schema.bells + Schema.places
        },
        Migration(number: 2, name: "tokens, audit, requests sent again") { _ in Schema.access },
        Migration(number: 3, name: "notices") { _ in Schema.notices },
        Migration(number: 4, name: "lists since a time") { _ in Schema.lists },
        Migration(number: 5, name: "paused queues") { _ in Schema.pauses },
        Migration(number: 6, name: "users, sign-in links, sessions") { _ in Schema.users },
        Migration(number: 7, name: "series of runs, condition of workers") { _ in Schema.condition },
    ]
    static let newest = all.count

    /// What brings the schema up, in order.
    static func statements(from state: SchemaState, _ session: Session) throws -> [String] {
        var version = 0
        var statements: [String] = []
        if case .version(let current) = state {
            version = current
        } else {
            statements.append(
                "CREATE TABLE schema_version (number integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())"
            )
        }
        for migration in all where migration.number > version {
            statements += try migration.statements(session)
            statements.append("INSERT INTO schema_version (number, name) VALUES (\(migration.number), '\(migration.name)')")
        }
        return statements
    }
}

/// What a schema holds.
enum SchemaState: Equatable {
    /// No job queue. There may be tables of other programs.
    case empty
    /// A job queue of another program: `migrate` takes it over.
    case seed
    /// Ours, with all migrations up to this number.
    case version(Int)

    init(_ session: Session) throws {
        // A schema that may not be used is passed over in silence, as one that is missing.
        let (isUsable, isThere) =
            try session.execute("SELECT current_schema() IS NOT NULL, to_regnamespace(current_setting('search_path')) IS NOT NULL")
            .first { ($0.flag(), $0.flag()) } ?? (false, false)
        if !isUsable { throw ServerFailure(state: isThere ? "42501" : "3F000", message: "no schema can be used") }
        let (jobs, versions) =
            try session.execute("SELECT to_regclass('batch_job_queue') IS NOT NULL, to_regclass('schema_version') IS NOT NULL")
            .first { ($0.flag(), $0.flag()) } ?? (false, false)
        if jobs, versions {
            self = .version(try session.execute("SELECT coalesce(max(number), 0) FROM schema_version").first { $0.count() } ?? 0)
        } else {
            self = jobs ? .seed : .empty
        }
    }
}
