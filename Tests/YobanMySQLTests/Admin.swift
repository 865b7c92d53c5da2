import CMariaDB
import Foundation
import YobanCore
import YobanTestKit

/// Another program's connection, past the store: the server's own defaults, its own time zone, plain SQL.
final class Admin {
    private let handle: UnsafeMutablePointer<MYSQL>

    init(_ server: PrivateMariaDB, database: String, user: String = "root") throws {
        guard let handle = mysql_init(nil) else { throw AdminError(message: "no memory") }
        self.handle = handle
        let charset = "utf8mb4"
        _ = charset.withCString { mysql_options(handle, MYSQL_SET_CHARSET_NAME, $0) }
        guard mysql_real_connect(handle, nil, user, nil, database, 0, server.socket, 0) != nil else { throw error }
    }

    deinit { mysql_close(handle) }

    /// Runs one statement and returns its rows as texts.
    @discardableResult
    func query(_ sql: String) throws -> [[String?]] {
        guard mysql_real_query(handle, sql, UInt(sql.utf8.count)) == 0 else { throw error }
        guard let result = mysql_store_result(handle) else {
            guard mysql_field_count(handle) == 0 else { throw error }
            return []
        }
        defer { mysql_free_result(result) }
        let count = Int(mysql_num_fields(result))
        var rows: [[String?]] = []
        while let row = mysql_fetch_row(result) { rows.append((0..<count).map { row[$0].map { String(cString: $0) } }) }
        return rows
    }

    func value(_ sql: String) throws -> String? { try query(sql).first?.first ?? nil }

    var insertedID: JobID { JobID(Int64(mysql_insert_id(handle))) }

    private var error: AdminError { AdminError(message: String(cString: mysql_error(handle))) }
}

struct AdminError: Error {
    let message: String
}

/// Another program at the same table: SQL on the seed's columns, over a connection of its own.
struct SeedProgram: ForeignWriter {
    let database: TestDatabase

    func insert(name: String, script: String, priority: Int) async throws -> JobID {
        let admin = try database.admin()
        try admin.query(
            "INSERT INTO batch_job_queue (job_name, script_path, status, priority) VALUES ('\(name)', '\(script)', 'pending', \(priority))")
        return admin.insertedID
    }

    func insert(_ id: JobID, createdAt: Instant) async throws {
        try database.admin().query(
            """
            INSERT INTO batch_job_queue (id, job_name, script_path, created_at)
            VALUES (\(id), '', '', FROM_UNIXTIME(\(createdAt.milliseconds / 1000)))
            """)
    }

    func setProgress(_ id: JobID, message: String?, percentage: Int?) async throws {
        try database.admin().query(
            """
            UPDATE batch_job_queue SET progress_message = \(message.map { "'\($0)'" } ?? "NULL"),
            progress_percentage = \(percentage.map(String.init) ?? "NULL") WHERE id = \(id)
            """)
    }

    func setStopRequested(_ id: JobID, _ requested: Bool) async throws {
        try database.admin().query("UPDATE batch_job_queue SET stop_requested = \(requested ? "TRUE" : "FALSE") WHERE id = \(id)")
    }

    func setConcurrency(_ id: JobID, key: String?, limit: Int?) async throws {
        let text = key.map { "X'" + $0.utf8.map { String(format: "%02X", $0) }.joined() + "'" } ?? "NULL"
        try database.admin().query(
            "UPDATE batch_job_queue SET concurrency_key = \(text), concurrency_limit = \(limit.map(String.init) ?? "NULL") WHERE id = \(id)"
        )
    }

    func setStatus(_ id: JobID, _ status: JobStatus) async throws {
        try database.admin().query("UPDATE batch_job_queue SET status = '\(status.rawValue)' WHERE id = \(id)")
    }

    func delete(_ id: JobID) async throws { try database.admin().query("DELETE FROM batch_job_queue WHERE id = \(id)") }
}
