package import YobanCore
import YobanRows

extension MySQLStore {
    /// Connects and looks whether the database holds our schema. Makes and changes nothing: see ``migrate(_:dryRun:)``.
    ///
    /// `connections` is how many are opened at most: one is enough for a command, three for a worker.
    package static func open(_ address: MySQLAddress, connections: Int = 3) async throws(StoreError) -> MySQLStore {
        try await open(address, connections: connections, limits: .ordinary)
    }

    static func open(_ address: MySQLAddress, connections: Int = 3, limits: TimeLimits) async throws(StoreError) -> MySQLStore {
        let store = MySQLStore(address: address, limits: limits, connections: connections)
        let doing = Text.openStore(address.label)
        let state = try await store.perform(doing) { try SchemaState($0) }
        switch state {
        case .version(Migration.newest): return store
        case .version(let number) where number > Migration.newest: throw .schemaTooNew(doing, found: number)
        case .version, .seed: throw StoreError(.schemaTooOld, doing: doing, why: .schemaTooOld)
        case .none: throw StoreError(.schemaTooOld, doing: doing, why: .noTables)
        }
    }

    /// Brings the schema up to this program's and returns the statements that did it; none when it is up to date. A dry run only tells them.
    ///
    /// A table `batch_job_queue` of another program is adopted in place: columns and indexes are added, its rows stay as they are, and its
    /// readers and writers go on. These servers commit each statement by itself, so a migration that was cut off is taken up where it
    /// stood. Any number of hosts may try at once.
    package static func migrate(_ address: MySQLAddress, dryRun: Bool) async throws(StoreError) -> [String] {
        let doing = Text.migrateStore(address.label)
        let store = MySQLStore(address: address, limits: .migration, connections: 1)
        let statements = try await store.perform(doing) { session in try Self.migrateNow(session, doing, dryRun: dryRun) }
        await store.close()
        return statements
    }

    private static func migrateNow(_ session: Session, _ doing: Text, dryRun: Bool) throws -> [String] {
        var done: [String] = []
        var tries = 0
        while true {
            let state = try SchemaState(session)
            if case .version(let number) = state, number > Migration.newest { throw StoreError.schemaTooNew(doing, found: number) }
            let plan = try Migration.plan(from: state, for: session)
            if dryRun { return plan }
            do {
                for statement in plan {
                    try session.command(statement)
                    done.append(statement)
                }
                return done
            } catch let failure as ServerFailure where failure.isAlreadyThere && tries < 20 {
                // Another host migrates at the same time: what is left is looked up again.
                tries += 1
            }
        }
    }
}

extension ServerFailure {
    /// Table, column, index, key or row that was to be made is there already.
    fileprivate var isAlreadyThere: Bool { [1050, 1060, 1061, 1062, 1826].contains(code) }
}
