import CLibPQ
import YobanCore
import YobanRows

/// The server's answer to one statement.
final class Rows {
    private let result: OpaquePointer

    init(_ result: OpaquePointer) { self.result = result }

    deinit { PQclear(result) }

    var count: Int { Int(PQntuples(result)) }

    /// How many rows a statement changed, or gave.
    var changed: Int { PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0 }

    func map<T>(_ make: (inout Cells) throws -> T) rethrows -> [T] {
        try (0..<count).map { row in
            var cells = Cells(self, row: row)
            return try make(&cells)
        }
    }

    func first<T>(_ make: (inout Cells) throws -> T) rethrows -> T? {
        guard count > 0 else { return nil }
        var cells = Cells(self, row: 0)
        return try make(&cells)
    }

    var ids: [JobID] { map { JobID($0.integer() ?? 0) } }

    func text(row: Int, column: Int) -> String? {
        guard column < Int(PQnfields(result)), PQgetisnull(result, Int32(row), Int32(column)) == 0,
            let bytes = PQgetvalue(result, Int32(row), Int32(column))
        else { return nil }
        return String(cString: bytes)
    }

    /// What the server said against the statement.
    var failure: ServerFailure? {
        switch PQresultStatus(result) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: return nil
        default: break
        }
        func field(_ code: Int32) -> String? { PQresultErrorField(result, code).map { String(cString: $0) } }
        // The letters of PG_DIAG_SQLSTATE, PG_DIAG_MESSAGE_PRIMARY and PG_DIAG_CONSTRAINT_NAME, which Swift can't import.
        let (state, message, constraint) = (Int32(UInt8(ascii: "C")), Int32(UInt8(ascii: "M")), Int32(UInt8(ascii: "n")))
        return ServerFailure(
            // Without a code libpq itself speaks, of a connection that broke.
            state: field(state) ?? "08006", message: field(message) ?? Session.oneLine(PQresultErrorMessage(result)),
            constraint: field(constraint))
    }
}

/// Reads the columns of a row one after the other, whatever is in them: any program may have written the row.
struct Cells: CellReader {
    private let rows: Rows
    private let row: Int
    private var column = 0

    init(_ rows: Rows, row: Int) {
        self.rows = rows
        self.row = row
    }

    mutating func text() -> String? {
        defer { column += 1 }
        return rows.text(row: row, column: column)
    }

    mutating func bytes() -> [UInt8] { text().map(HexText.bytes) ?? [] }

    mutating func integer() -> Int64? { text().flatMap { Int64($0) } }

    mutating func flag() -> Bool { text() == "t" }

    /// Every query tells the seed's times in milliseconds (``Query/jobColumns``).
    mutating func seedTime() -> Instant? { milliseconds() }
}
