import GRDB
package import YobanCore
import YobanRows

extension SQLiteStore {
    /// Opens the file at an absolute path. A file that is missing or empty is made, readable by its owner only; an older one is left as
    /// it is and refused (`schemaTooOld`): see ``migrate(path:dryRun:)``.
    ///
    /// `patience` is how long each call waits for another program's lock before it throws `busy`.
    package static func open(path: String, role: Role, patience: Duration = .seconds(10)) async throws(StoreError) -> SQLiteStore {
        let opened = await Blocking.run { Result { try openNow(path, role, patience) } }
        do {
            return try opened.get()
        } catch {
            throw StoreError(error, doing: .openStore(path), path: path)
        }
    }

    private static func openNow(_ path: String, _ role: Role, _ patience: Duration) throws -> SQLiteStore {
        let patience = Patience(limit: patience)
        if !(try DatabaseFile.create(path)), try DatabaseFile.header(path) == .otherJournal {
            // Looks first: a file that is refused must not be switched to WAL.
            let plain = try DatabaseQueue(path: path, configuration: configuration(role, patience, isReadOnly: true))
            try accept(plain.read { try SchemaState($0) }, path)
            try plain.close()
        }
        let database: any DatabaseWriter
        switch role {
        case .daemon:
            database = try DatabasePool(path: path, configuration: configuration(role, patience))
        case .client:
            database = try DatabaseQueue(path: path, configuration: configuration(role, patience))
        }
        try database.writeWithoutTransaction { connection in
            // GRDB's own way into WAL turns FULL off and makes and drops a table at each opening of a quiet file.
            if case .client = role { try connection.execute(sql: "PRAGMA journal_mode = WAL") }
            try connection.execute(sql: "PRAGMA synchronous = FULL")
            try fillIfEmpty(connection, path)
        }
        switch role {
        case .daemon:
            let looks = try DatabaseQueue(path: path, configuration: configuration(role, patience, isReadOnly: true))
            return SQLiteStore(path: path, database: database, looks: looks)
        case .client: return SQLiteStore(path: path, database: database, looks: database)
        }
    }

    private static func fillIfEmpty(_ connection: Database, _ path: String) throws {
        var state = try SchemaState(connection)
        if state == .empty {
            try connection.inTransaction(.immediate) {
                // Another process may have filled it while this one waited for the lock.
                state = try SchemaState(connection)
                if state == .empty { _ = try Migration.apply(to: connection, from: state) }
                return .commit
            }
            state = try SchemaState(connection)
        }
        try accept(state, path)
    }

    private static func accept(_ state: SchemaState, _ path: String) throws {
        switch state {
        case .empty: break
        case .version(Migration.newest): break
        case .version(let number) where number > Migration.newest:
            throw StoreError.schemaTooNew(path, found: number, known: Migration.newest)
        case .version, .seed: throw StoreError.schemaTooOld(path)
        case .foreign: throw NotASeedTable(cause: "no table batch_job_queue among the tables")
        }
    }

    /// Small caches: history is large, but what is looked at is its newest end.
    static func configuration(_ role: Role, _ patience: Patience, isReadOnly: Bool = false) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = isReadOnly
        configuration.busyMode = .callback { patience.waits(tries: $0) }
        configuration.maximumReaderCount = 2
        configuration.prepareDatabase { connection in
            try connection.execute(sql: "PRAGMA cache_size = -1000")
            guard !connection.configuration.readonly else { return }
            switch role {
            case .daemon:
                try connection.execute(sql: "PRAGMA journal_size_limit = 16777216")
                // Each change touches seven indexes: beside a million rows their upper levels have to stay in memory.
                try connection.execute(sql: "PRAGMA cache_size = -6000")
                // A page that many jobs change is written back once for all of them.
                try connection.execute(sql: "PRAGMA wal_autocheckpoint = 4000")
            case .client: try connection.execute(sql: "PRAGMA wal_autocheckpoint = 0")
            }
        }
        return configuration
    }
}
