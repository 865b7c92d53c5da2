/// One step of the schema. The number is its identity; a step that was released is never changed.
struct Migration: Sendable {
    let number: Int
    let name: String
    /// The statements that are still needed for this database as it stands.
    let statements: @Sendable (Session) throws -> [String]

    static let all: [Migration] = [
        Migration(number: 1, name: "jobs, attempts, workers, schedules") { session in
            let schema = Schema(collation: session.server.binaryCollation)
            let names = try TableInfo.names(session)
            var idType = "INT"
            var statements = [schema.createJobs]
            if names.contains("batch_job_queue") {
                let seed = try SeedTable(session, schema)
                idType = seed.idType
                statements = seed.adoption()
            }
            return statements + (try missing(of: schema.otherTables(idType: idType), session))
        },
        Migration(number: 2, name: "tokens, audit, requests sent again") { session in
            let hasTrace = try TableInfo("batch_job_queue", session).columns["traceparent"] != nil
            let tables = try missing(of: Schema(collation: session.server.binaryCollation).accessTables, session)
            return (hasTrace ? [] : [Schema.addTrace]) + tables
        },
        Migration(number: 3, name: "notices") { session in
            try missing(of: Schema(collation: session.server.binaryCollation).noticeTables, session)
        },
        Migration(number: 4, name: "paused queues") { session in
            let schema = Schema(collation: session.server.binaryCollation)
            return try missing(of: schema.pauseTables, session) + [schema.widenAudit]
        },
        Migration(number: 5, name: "users, sign-in links, sessions") { session in
            try missing(of: Schema(collation: session.server.binaryCollation).userTables, session)
        },
        Migration(number: 6, name: "series of runs, condition of workers") { session in
            try Schema.conditionColumns.filter { try TableInfo($0.table, session).columns[$0.name] == nil }.map(\.add)
        },
    ]
    static let newest = all.count

    /// What makes those tables that are not there yet. Throws when another program's table has the name of one.
    private static func missing(of tables: [Schema.Table], _ session: Session) throws -> [String] {
        let names = try TableInfo.names(session)
        return try tables.compactMap { table in
            guard names.contains(table.name) else { return table.create }
            if try TableInfo(table.name, session).columns[table.mark] == nil { throw NotASeedTable.notOurs(table.name) }
            return nil
        }
    }

    /// What brings the schema up from where it stands.
    static func plan(from state: SchemaState, for session: Session) throws -> [String] {
        let version = if case .version(let number) = state { number } else { 0 }
        return try all.filter { $0.number > version }.flatMap { migration in
            try migration.statements(session)
                + ["INSERT INTO schema_version (number, name) VALUES (\(migration.number), '\(migration.name)')"]
        }
    }
}
