import Foundation
import GRDB
import YobanCore
import YobanTestKit

@testable import YobanSQLite

/// A folder of one test, removed at its end.
final class Scratch: Sendable {
    let folder: String
    var path: String { folder + "/yoban.db" }

    init() throws {
        folder = NSTemporaryDirectory() + "yoban-sqlite-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit {
        // Nothing to be done about what can't be removed.
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Another program's connection: no settings of ours.
    func foreign() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        configuration.busyMode = .timeout(10)
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    func open(_ role: SQLiteStore.Role = .client) async throws -> SQLiteStore { try await SQLiteStore.open(path: path, role: role) }
}

/// Another program at the same file: SQL on the seed's columns.
struct SeedProgram: ForeignWriter {
    let database: DatabaseQueue

    func insert(name: String, script: String, priority: Int) async throws -> JobID {
        try await database.write { database in
            try database.execute(
                sql: "INSERT INTO batch_job_queue (job_name, script_path, status, priority) VALUES (?, ?, 'pending', ?)",
                arguments: [name, script, priority])
            return JobID(database.lastInsertedRowID)
        }
    }

    func insert(_ id: JobID, createdAt: Instant) async throws {
        try await database.write { database in
            try database.execute(
                sql: "INSERT INTO batch_job_queue (id, job_name, script_path, created_at) VALUES (?, '', '', ?)",
                arguments: [id.value, SeedTime.text(createdAt)])
        }
    }

    func setProgress(_ id: JobID, message: String?, percentage: Int?) async throws {
        try await database.write { database in
            try database.execute(
                sql: "UPDATE batch_job_queue SET progress_message = ?, progress_percentage = ? WHERE id = ?",
                arguments: [message, percentage, id.value])
        }
    }

    func setStopRequested(_ id: JobID, _ requested: Bool) async throws {
        try await database.write { database in
            try database.execute(sql: "UPDATE batch_job_queue SET stop_requested = ? WHERE id = ?", arguments: [requested, id.value])
        }
    }

    func setConcurrency(_ id: JobID, key: String?, limit: Int?) async throws {
        try await database.write { database in
            try database.execute(
                sql: "UPDATE batch_job_queue SET concurrency_key = ?, concurrency_limit = ? WHERE id = ?",
                arguments: [key, limit, id.value])
        }
    }

    func setStatus(_ id: JobID, _ status: JobStatus) async throws {
        try await database.write { database in
            try database.execute(sql: "UPDATE batch_job_queue SET status = ? WHERE id = ?", arguments: [status.rawValue, id.value])
        }
    }

    func delete(_ id: JobID) async throws {
        try await database.write { try $0.execute(sql: "DELETE FROM batch_job_queue WHERE id = ?", arguments: [id.value]) }
    }
}
