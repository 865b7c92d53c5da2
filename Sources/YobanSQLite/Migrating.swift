import GRDB
package import YobanCore
import YobanRows

extension SQLiteStore {
    /// Brings a file's schema up to this program's, all or nothing, and returns the statements that did it; none when it is up to date.
    ///
    /// A table `batch_job_queue` of another program is adopted in place: columns are added, its rows stay as they are. A dry run takes
    /// the same way and rolls back; of a file that is missing it makes nothing.
    package static func migrate(path: String, dryRun: Bool, patience: Duration = .seconds(10)) async throws(StoreError) -> [String] {
        let migrated = await Blocking.run { Result { try migrateNow(path, dryRun, patience) } }
        do {
            return try migrated.get()
        } catch {
            throw StoreError(error, doing: .migrateStore(path), path: path)
        }
    }

    private static func migrateNow(_ path: String, _ dryRun: Bool, _ patience: Duration) throws -> [String] {
        let configuration = configuration(.client, Patience(limit: patience))
        let queue: DatabaseQueue
        if dryRun, try !DatabaseFile.exists(path) {
            queue = try DatabaseQueue(configuration: configuration)
        } else {
            if try !DatabaseFile.create(path) { _ = try DatabaseFile.header(path) }
            queue = try DatabaseQueue(path: path, configuration: configuration)
        }
        defer { try? queue.close() }
        return try queue.writeWithoutTransaction { connection in
            var statements: [String] = []
            try connection.inTransaction(.immediate) {
                let state = try SchemaState(connection)
                if case .version(let number) = state, number > Migration.newest {
                    throw StoreError.schemaTooNew(path, found: number, known: Migration.newest)
                }
                statements = try Migration.apply(to: connection, from: state)
                return dryRun ? .rollback : .commit
            }
            return statements
        }
    }
}
