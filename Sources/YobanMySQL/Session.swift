import CMariaDB
import Glibc
import YobanCore
import YobanRows

/// One open connection to a server. Lives and is used on the thread of its `Connection` only.
final class Session {
    let server: Server
    private let handle: UnsafeMutablePointer<MYSQL>
    private var statements: [Query: Statement] = [:]
    private var startedPrecision: Int?
    /// Of a Galera cluster.
    private var isNode = false
    private var isInTransaction = false

    /// Connects, and says how this connection works: UTC, UTF-8, strict, READ COMMITTED.
    static func open(_ address: MySQLAddress, _ limits: TimeLimits) throws -> Session {
        guard libmariadb_is_there() else { throw LibraryMissing() }
        guard libraryIsReady, let handle = mysql_init(nil) else { throw ServerFailure(code: 2008, message: "no memory for a connection") }
        let session: Session
        do {
            try SessionOptions(address: address, limits: limits).connect(handle)
            session = Session(handle)
        } catch {
            mysql_close(handle)
            throw error
        }
        guard session.server.isNewEnough else { throw ServerTooOld(version: session.server.version) }
        try session.command(
            """
            SET SESSION time_zone = '+00:00', sql_mode = '\(session.server.sqlMode)', autocommit = 1, \
            innodb_lock_wait_timeout = \(limits.lock), lock_wait_timeout = \(limits.lock)
            """)
        // With the default, REPEATABLE READ, an UPDATE would lock the gaps between rows too.
        try session.command("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
        if session.server.kind == .mariaDB { session.isNode = try session.row("SELECT @@wsrep_on", [:], { $0.flag() }) ?? false }
        return session
    }

    private init(_ handle: UnsafeMutablePointer<MYSQL>) {
        self.handle = handle
        server = Server(version: mysql_get_server_info(handle).map { String(cString: $0) } ?? "")
    }

    deinit {
        statements.removeAll()
        mysql_close(handle)
    }

    /// Runs one statement without parameters and without rows.
    func command(_ sql: String) throws {
        guard mysql_real_query(handle, sql, UInt(sql.utf8.count)) == 0 else { throw failure }
        while true {
            mysql_free_result(mysql_store_result(handle))
            let more = mysql_next_result(handle)
            if more > 0 { throw failure }
            if more < 0 { return }
        }
    }

    /// Runs a statement that is kept prepared; returns how many rows it found to change, changed or not.
    @discardableResult
    func run(_ query: Query, _ values: [String: Value] = [:]) throws -> Int {
        try run(query, CollectionOfOne(values))
    }

    /// For a query of several rows (``Query/forRows(_:)``).
    @discardableResult
    func run(_ query: Query, _ rows: some Collection<[String: Value]>) throws -> Int {
        let statement = try statement(query)
        let names = query.names.prefix(query.names.count / max(rows.count, 1))
        try statement.execute(rows.flatMap { row in names.map { row[$0] ?? .null } })
        return statement.affectedRows
    }

    func rows<T>(_ query: Query, _ values: [String: Value] = [:], _ make: (inout Cells) -> T) throws -> [T] {
        let statement = try statement(query)
        return try statement.rows(query.names.map { values[$0] ?? .null }).map { row in
            var cells = Cells(row)
            return make(&cells)
        }
    }

    func row<T>(_ query: Query, _ values: [String: Value] = [:], _ make: (inout Cells) -> T) throws -> T? {
        try rows(query, values, make).first
    }

    func ids(_ query: Query, _ values: [String: Value] = [:]) throws -> [JobID] {
        try rows(query, values) { JobID($0.integer() ?? 0) }
    }

    /// The id that the last INSERT was given.
    func insertedID(_ query: Query) throws -> JobID { JobID(try statement(query).insertedID) }

    /// One transaction: all of it or nothing. The body may run several times.
    func transaction<T: Sendable>(_ body: (Session) throws -> T) throws -> T {
        while true {
            do {
                return try transactionOnce(body)
            } catch let missing as NotPrepared {
                _ = try statement(missing.query)
            }
        }
    }

    private func transactionOnce<T: Sendable>(_ body: (Session) throws -> T) throws -> T {
        try command("START TRANSACTION")
        isInTransaction = true
        defer { isInTransaction = false }
        let value: T
        do {
            value = try body(self)
        } catch {
            // Where this fails the connection is gone, and the server rolls back by itself.
            try? command("ROLLBACK")
            throw error
        }
        do {
            try command("COMMIT")
        } catch let failure as ServerFailure where failure.leavesCommitInDoubt {
            throw CommitInDoubt(value: value, failure: failure)
        } catch {
            try? command("ROLLBACK")
            throw error
        }
        return value
    }

    private static let inTransaction: Query = "SELECT @@in_transaction"

    /// To be asked before a transaction goes on after an error of one of its statements. Another node of a Galera cluster may have undone it
    /// all, and shows in any error; what followed would be committed statement by statement.
    func checkTransaction() throws {
        guard isNode, try row(Self.inTransaction, [:], { $0.integer() }) == 0 else { return }
        throw ServerFailure(code: ServerFailure.conflict, message: "the transaction was undone by another node")
    }

    /// An instant as the table keeps it in `started_at`.
    func started(_ instant: Instant) throws -> Instant? {
        let precision = try startedPrecision ?? row(Queries.startedPrecision) { $0.count() } ?? 0
        startedPrecision = precision
        guard let stored = SeedTime.instant(SeedTime.text(instant)) else { return nil }
        let unit: Int64 = precision == 0 ? 1000 : precision == 1 ? 100 : precision == 2 ? 10 : 1
        return Instant(milliseconds: stored.milliseconds / unit * unit)
    }

    /// A look that sees what was committed on any node of a cluster until now.
    func upToDate<T>(_ look: () throws -> T) throws -> T {
        guard isNode else { return try look() }
        try command("SET SESSION wsrep_sync_wait = 1")
        let value = try look()
        try command("SET SESSION wsrep_sync_wait = DEFAULT")
        return value
    }

    private var failure: ServerFailure { ServerFailure(code: mysql_errno(handle), message: String(cString: mysql_error(handle))) }

    private func statement(_ query: Query) throws -> Statement {
        if let statement = statements[query] { return statement }
        // A node whose transaction was undone by another one meanwhile gives no answer at all to what is to be prepared.
        if isNode && isInTransaction { throw NotPrepared(query: query) }
        guard let pointer = mysql_stmt_init(handle) else { throw failure }
        let statement = try Statement(pointer, query.sql)
        statements[query] = statement
        return statement
    }

    func forgetStatements() { statements.removeAll() }
}

/// The client library is not installed.
struct LibraryMissing: Error {}

/// A statement that has to be prepared before the transaction, which then begins again.
private struct NotPrepared: Error {
    let query: Query
}

struct ServerTooOld: Error {
    let version: String
}

/// The library keeps global state that has to be there before the second thread comes.
private let libraryIsReady = mysql_server_init(0, nil, nil) == 0
