import GRDB
import YobanCore
import YobanRows

/// The store in one SQLite file: for everything on one machine, with nothing to set up.
///
/// WAL with `synchronous=FULL`; every write is one `BEGIN IMMEDIATE` transaction. Any number of processes of one machine may have the
/// file open. A file on a network file system is not supported: WAL needs shared memory.
package final class SQLiteStore: Store {
    /// Who opens the file.
    package enum Role: Sendable {
        /// The process that stays: it writes the WAL back, and reads beside its writes.
        case daemon
        /// A command: one connection, quick to open, leaves the WAL alone while others have the file open.
        case client
    }

    /// Absolute.
    package let path: String
    let database: any DatabaseWriter
    /// For looks at one row, which then need not wait behind lists; a command has one connection for all.
    let looks: any DatabaseReader

    init(path: String, database: any DatabaseWriter, looks: any DatabaseReader) {
        self.path = path
        self.database = database
        self.looks = looks
    }

    /// Closes the connections. Calls after this throw; without it they are closed when the last reference goes.
    package func close() async {
        let (database, looks) = (database, looks)
        // An error here would leave nothing to do: what was written is committed.
        await Blocking.run {
            try? looks.close()
            try? database.close()
        }
    }

    /// One write transaction.
    func write<T: Sendable>(_ doing: Text, _ body: @Sendable (Database) throws -> T) async throws(StoreError) -> T {
        do {
            return try await database.write(body)
        } catch {
            throw StoreError(error, doing: doing, path: path)
        }
    }

    /// A write transaction only when a look without one found something to do: an idle poll takes no lock and writes nothing.
    func write<T: Sendable>(
        _ doing: Text, if isNeeded: @Sendable (Database) throws -> Bool, else unneeded: T, _ body: @Sendable (Database) throws -> T
    ) async throws(StoreError) -> T {
        do {
            return try await database.writeWithoutTransaction { database in
                guard try isNeeded(database) else { return unneeded }
                var result = unneeded
                try database.inTransaction(.immediate) {
                    result = try body(database)
                    return .commit
                }
                return result
            }
        } catch {
            throw StoreError(error, doing: doing, path: path)
        }
    }

    /// One read transaction: all that `body` sees is of one moment.
    func read<T: Sendable>(_ doing: Text, _ body: @Sendable (Database) throws -> T) async throws(StoreError) -> T {
        do {
            return try await database.read(body)
        } catch {
            throw StoreError(error, doing: doing, path: path)
        }
    }

    /// One statement, which needs no transaction to see one moment.
    func look<T: Sendable>(_ doing: Text, _ body: @Sendable (Database) throws -> T) async throws(StoreError) -> T {
        do {
            return try await looks.unsafeRead(body)
        } catch {
            throw StoreError(error, doing: doing, path: path)
        }
    }
}

extension Database {
    /// Runs a statement that is kept prepared; returns how many rows it changed.
    @discardableResult
    func run(_ sql: String, _ arguments: StatementArguments) throws -> Int {
        try cachedStatement(sql: sql).execute(arguments: arguments)
        return changesCount
    }

    func rows<T>(_ sql: String, _ arguments: StatementArguments = [], _ make: (inout Cells) -> T) throws -> [T] {
        var result: [T] = []
        let cursor = try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
        while let row = try cursor.next() {
            var cells = Cells(row)
            result.append(make(&cells))
        }
        return result
    }

    func row<T>(_ sql: String, _ arguments: StatementArguments = [], _ make: (inout Cells) -> T) throws -> T? {
        let cursor = try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
        return try cursor.next().map { row in
            var cells = Cells(row)
            return make(&cells)
        }
    }

    func ids(_ sql: String, _ arguments: StatementArguments) throws -> [JobID] {
        try rows(sql, arguments) { JobID($0.integer() ?? 0) }
    }
}

extension JSONText {
    /// Ids for a query to read with `json_each`.
    static func list(_ ids: [JobID]) -> String { "[" + ids.map(\.description).joined(separator: ",") + "]" }
}
