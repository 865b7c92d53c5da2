import CMariaDB
import Glibc

/// A prepared statement of one connection. Parameters are bound as integers and texts; every column of a result is fetched as the bytes of its text.
final class Statement {
    private let pointer: UnsafeMutablePointer<MYSQL_STMT>
    private var columns: ResultColumns?

    init(_ pointer: UnsafeMutablePointer<MYSQL_STMT>, _ sql: String) throws {
        self.pointer = pointer
        // From here on deinit closes the statement, also when this throws.
        guard mysql_stmt_prepare(pointer, sql, UInt(sql.utf8.count)) == 0 else { throw failure }
    }

    deinit { mysql_stmt_close(pointer) }

    var affectedRows: Int { Int(clamping: mysql_stmt_affected_rows(pointer)) }
    var insertedID: Int64 { Int64(clamping: mysql_stmt_insert_id(pointer)) }

    /// The values in the order of the parameters, as many as there are.
    func execute(_ values: [Value]) throws {
        let parameters = BoundParameters(values)
        guard parameters.bind(to: pointer), mysql_stmt_execute(pointer) == 0 else { throw failure }
        // The server reads the values while it executes.
        withExtendedLifetime(parameters) {}
    }

    func rows(_ values: [Value]) throws -> [[[UInt8]?]] {
        try execute(values)
        let columns = columns ?? ResultColumns(count: Int(mysql_stmt_field_count(pointer)))
        self.columns = columns
        // The whole result comes at once, so that the connection is free for the next statement.
        guard columns.bind(to: pointer), mysql_stmt_store_result(pointer) == 0 else {
            let failure = failure
            // The server broke off in the middle of the rows (another node of a cluster undid the transaction). The library would wait for
            // the rest of them with whatever comes next, also with closing.
            shutdown(mysql_get_socket(pointer.pointee.mysql), Int32(SHUT_RDWR))
            throw failure
        }
        defer { mysql_stmt_free_result(pointer) }
        var rows: [[[UInt8]?]] = []
        while true {
            switch mysql_stmt_fetch(pointer) {
            case 0, MYSQL_DATA_TRUNCATED: rows.append(columns.cells(pointer))
            case MYSQL_NO_DATA: return rows
            default: throw failure
            }
        }
    }

    private var failure: ServerFailure {
        ServerFailure(code: mysql_stmt_errno(pointer), message: String(cString: mysql_stmt_error(pointer)))
    }
}
