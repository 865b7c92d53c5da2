import Foundation
import Testing
import YobanCore
import YobanTestKit

@testable import YobanPostgres

extension PrivatePostgres {
    /// Another program's connection: no settings of ours.
    func session(_ database: String = "postgres", user: String = "postgres", schema: String? = nil) throws -> Session {
        let address = try ServerAddress(address(database, user: user, schema.map { "schema=" + $0 } ?? ""))
        let session = try Session.connect(address, patience: Patience(whole: .seconds(30)))
        session.deadline = nil
        try session.execute("RESET enable_seqscan; RESET enable_bitmapscan; RESET plan_cache_mode; RESET statement_timeout")
        return session
    }
}

/// A schema of one test on the shared server, removed at its end.
final class Scratch: Sendable {
    let server: PrivatePostgres
    let schema = "test_" + UUID().uuidString.lowercased().replacing("-", with: "").prefix(12)

    init(_ server: PrivatePostgres? = nil) throws {
        self.server = try server ?? .shared()
        try self.server.session().execute("CREATE SCHEMA \(schema)")
    }

    deinit {
        // A server that a test broke keeps it.
        _ = try? server.session().execute("DROP SCHEMA \(schema) CASCADE")
    }

    var address: String { server.address("postgres", "schema=\(schema)") }

    /// Makes the tables.
    func migrated() async throws -> Scratch {
        _ = try await PostgresStore.migrate(address, dryRun: false)
        return self
    }

    func open(connections: Int = 3, patience: Duration = .seconds(6)) async throws -> PostgresStore {
        try await PostgresStore.open(address, connections: connections, patience: patience)
    }

    func foreign() throws -> SeedProgram { try SeedProgram(server, schema: String(schema)) }
}

/// Another program at the same tables: SQL on the seed's columns.
actor SeedProgram: ForeignWriter {
    private let session: Session

    init(_ server: PrivatePostgres, schema: String) throws { session = try server.session(schema: schema) }

    func insert(name: String, script: String, priority: Int) throws -> JobID {
        let statement = Statement(
            "INSERT INTO batch_job_queue (job_name, script_path, status, priority) VALUES (:name, :script, 'pending', :priority) RETURNING id"
        )
        return try #require(try session.run(statement, ["name": name, "script": script, "priority": priority]).ids.first)
    }

    func insert(_ id: JobID, createdAt: Instant) throws {
        try execute(
            """
            INSERT INTO batch_job_queue (id, job_name, script_path, created_at)
            VALUES (\(id), '', '', to_timestamp(\(createdAt.milliseconds / 1000)))
            """)
    }

    func setProgress(_ id: JobID, message: String?, percentage: Int?) throws {
        try session.run(
            Statement("UPDATE batch_job_queue SET progress_message = :message, progress_percentage = :percentage WHERE id = :id"),
            ["message": message, "percentage": percentage, "id": id])
    }

    func setStopRequested(_ id: JobID, _ requested: Bool) throws {
        try session.run(
            Statement("UPDATE batch_job_queue SET stop_requested = :requested WHERE id = :id"), ["requested": requested, "id": id])
    }

    func setConcurrency(_ id: JobID, key: String?, limit: Int?) throws {
        try session.run(
            Statement("UPDATE batch_job_queue SET concurrency_key = :key, concurrency_limit = :limit WHERE id = :id"),
            ["key": key, "limit": limit, "id": id])
    }

    func setStatus(_ id: JobID, _ status: JobStatus) throws {
        try session.run(Statement("UPDATE batch_job_queue SET status = :status WHERE id = :id"), ["status": status.rawValue, "id": id])
    }

    func delete(_ id: JobID) throws { try session.run(Statement("DELETE FROM batch_job_queue WHERE id = :id"), ["id": id]) }

    @discardableResult
    func execute(_ sql: String) throws -> [String?] { try session.execute(sql).map { $0.text() } }
}
