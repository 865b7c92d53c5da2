import Dispatch
package import YobanCore
import YobanRows

extension PostgresStore {
    /// Connects to a database as `postgres://user@host:port/database` names it (see ``ServerAddress``) and looks whether its schema is
    /// this program's; an older one is left as it is and refused (`schemaTooOld`): see ``migrate(_:dryRun:)``.
    ///
    /// `connections` are made when they are needed. `patience` is how long a call waits for an answer, with all that is tried again.
    package static func open(
        _ address: String, connections: Int = 3, patience: Duration = .seconds(6)
    ) async throws(StoreError) -> PostgresStore {
        let store = PostgresStore(try parse(address, .openStore("postgres://")), Patience(whole: patience), connections: connections)
        let server = store.address.description
        let state = try await store.perform(.openStore(server)) { session in
            let state = try SchemaState(session)
            // Tables that were made by half are told now, not in the middle of the night.
            if state == .version(Migration.newest) { try session.execute(Query.allTables) }
            return state
        }
        if state == .version(Migration.newest) { return store }
        await store.close()
        if case .version(let number) = state, number > Migration.newest {
            throw StoreError.schemaTooNew(server, found: number, known: Migration.newest)
        }
        throw StoreError(.schemaTooOld, doing: .openStore(server), why: .schemaTooOld)
    }

    /// Brings a schema up to this program's, all or nothing, and returns the statements that did it; none when it is up to date.
    ///
    /// A table `batch_job_queue` of another program is taken over in place: columns are added, its rows stay as they are. While that
    /// lasts (indexes are built) the table can't be used. A dry run only looks: it takes no lock.
    package static func migrate(_ address: String, dryRun: Bool) async throws(StoreError) -> [String] {
        let address = try parse(address, .migrateStore("postgres://"))
        let migrated = await withCheckedContinuation { continuation in
            // Building indexes blocks for as long as it takes.
            DispatchQueue.global().async { continuation.resume(returning: Result { try migrateNow(address, dryRun) }) }
        }
        do {
            return try migrated.get()
        } catch {
            throw StoreError(error, doing: .migrateStore(address.description), server: address.description)
        }
    }

    private static func migrateNow(_ address: ServerAddress, _ dryRun: Bool) throws -> [String] {
        let session = try Session.connect(address, patience: Patience(whole: .seconds(10)))
        session.deadline = nil
        try session.execute("SET statement_timeout = 0; SET lock_timeout = '10s'")
        try session.execute(dryRun ? "BEGIN READ ONLY" : "BEGIN")
        // Two that make the same tables at once would collide in the middle.
        if !dryRun { try session.execute("SELECT pg_advisory_xact_lock(hashtext('yoban migrate'))") }
        let state = try SchemaState(session)
        if case .version(let number) = state, number > Migration.newest {
            throw StoreError.schemaTooNew(address.description, found: number, known: Migration.newest)
        }
        if case .version(Migration.newest) = state { return [] }
        let statements = try Migration.statements(from: state, session)
        if !dryRun {
            for statement in statements { try session.execute(statement) }
            try session.execute("COMMIT")
        }
        return statements
    }

    /// An address as messages name it: `postgres://user@host:port/database`. Throws what ``open(_:connections:patience:)`` would.
    package static func label(_ address: String) throws(StoreError) -> String {
        try parse(address, .openStore("postgres://")).description
    }

    private static func parse(_ text: String, _ doing: Text) throws(StoreError) -> ServerAddress {
        do throws(ServerAddress.Refusal) {
            return try ServerAddress(text)
        } catch {
            throw StoreError(.notAStore, doing: doing, why: error.why)
        }
    }
}
