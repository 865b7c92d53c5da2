import Foundation
import GRDB
import Testing
import YobanCore
import YobanTestKit

@testable import YobanSQLite

@Suite("The schema", .timeLimit(.minutes(10)))
struct MigrationTests {
    /// The seed's table as another program makes it.
    static let seed = """
        CREATE TABLE batch_job_queue (
            id INTEGER PRIMARY KEY AUTOINCREMENT, job_name VARCHAR(255) NOT NULL, script_path VARCHAR(500) NOT NULL,
            status VARCHAR(20) DEFAULT 'pending', priority INT DEFAULT 0, created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
            started_at TIMESTAMP, completed_at TIMESTAMP, error_message TEXT, progress_message TEXT, progress_percentage INT,
            retry_count INT DEFAULT 0, max_retries INT DEFAULT 0);
        INSERT INTO batch_job_queue (job_name, script_path, status, priority, error_message) VALUES
            ('待機', '/s/a.py', 'pending', 5, NULL), ('実行', '/s/b.py', 'running', 4, NULL), ('完了', '/s/c.py', 'completed', 3, NULL),
            ('失敗', '/s/d.py', 'failed', 2, 'exit 1'), ('停止', '/s/e.py', 'stopped', 1, NULL), ('謎', '/s/f.py', 'paused?', 0, NULL);
        """

    @Test("numbers count up from 1")
    func numbers() { #expect(Migration.all.map(\.number) == Array(1...Migration.all.count)) }

    @Test("a missing or empty file is made at once, for its owner only", arguments: [SQLiteStore.Role.daemon, .client])
    func new(_ role: SQLiteStore.Role) async throws {
        let scratch = try Scratch()
        let store = try await scratch.open(role)
        _ = try await scratch.open(role)
        #expect(try await store.enqueue([NewJob(key: nil, name: "first", scriptPath: "/s")], now: .at(0)).count == 1)
        for path in [scratch.path, scratch.path + "-wal"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(path)")
        }
        #expect(try await SQLiteStore.migrate(path: scratch.path, dryRun: false).isEmpty)
    }

    @Test("every connection writes with synchronous=FULL, in WAL, with foreign keys", arguments: [SQLiteStore.Role.daemon, .client])
    func pragmas(_ role: SQLiteStore.Role) async throws {
        let scratch = try Scratch()
        let store = try await scratch.open(role)
        let values = try await store.database.writeWithoutTransaction { database in
            try ["synchronous", "journal_mode", "foreign_keys", "wal_autocheckpoint"].map {
                try String.fetchOne(database, sql: "PRAGMA \($0)") ?? ""
            }
        }
        #expect(values == ["2", "wal", "1", role == .daemon ? "4000" : "0"])
    }

    @Test("many that open a missing file at once all find it made")
    func newRace() async throws {
        let scratch = try Scratch()
        try await withThrowingTaskGroup { group in
            for number in 0..<12 {
                group.addTask {
                    let store = try await scratch.open(number % 3 == 0 ? .daemon : .client)
                    _ = try await store.enqueue([NewJob(key: nil, name: "\(number)", scriptPath: "/s")], now: .at(0))
                }
            }
            try await group.waitForAll()
        }
        #expect(try await scratch.open().unfinishedCount() == 12)
    }

    @Test("a table of the seed is refused until it is migrated, then adopted in place with all its rows")
    func adoption() async throws {
        let scratch = try Scratch()
        try await scratch.foreign().write { try $0.execute(sql: Self.seed) }
        let error = await #expect(throws: StoreError.self) { try await scratch.open() }
        #expect(error?.code == .schemaTooOld && error?.why?.en.contains("yoban migrate") == true)

        let planned = try await SQLiteStore.migrate(path: scratch.path, dryRun: true)
        #expect(planned.contains { $0.contains("ADD COLUMN stop_requested") })
        #expect(!planned.contains { $0.contains("ADD COLUMN job_name") })
        await #expect(throws: StoreError.self) { try await scratch.open() }

        #expect(try await SQLiteStore.migrate(path: scratch.path, dryRun: false) == planned)
        let store = try await scratch.open(.daemon)
        let jobs = try await store.jobs(JobFilter())
        #expect(jobs.map(\.name) == ["謎", "停止", "失敗", "完了", "実行", "待機"])
        #expect(jobs.map(\.status) == [.failed, .stopped, .failed, .completed, .running, .pending])
        #expect(jobs[2].errorMessage == "exit 1" && jobs.allSatisfy { $0.createdAt > Instant(milliseconds: 0) })
        let claims = try await store.claim([ClaimToken("t")], queues: ["default"], by: WorkerID("w"), on: "h", now: .at(0))
        #expect(claims.map(\.job.name) == ["待機"])
        #expect(try await store.retry(jobs[0].id, now: .at(1)) == .queued)
        let others = try SeedProgram(database: scratch.foreign())
        #expect(try await store.job(others.insert(name: "後", script: "/s/g.py", priority: 9))?.status == .pending)
    }

    @Test("a dry run tells the statements and makes nothing")
    func dryRun() async throws {
        let scratch = try Scratch()
        let planned = try await SQLiteStore.migrate(path: scratch.path, dryRun: true)
        #expect(planned.contains { $0.hasPrefix("CREATE TABLE batch_job_queue") })
        #expect(!FileManager.default.fileExists(atPath: scratch.path))
        #expect(try await SQLiteStore.migrate(path: scratch.path, dryRun: false) == planned)
    }

    @Test("a newer schema is refused, an older one names the command")
    func versions() async throws {
        let scratch = try Scratch()
        await (try scratch.open()).close()
        let others = try scratch.foreign()
        try await others.write { try $0.execute(sql: "INSERT INTO schema_version VALUES (99, 'later', '')") }
        for attempt in [{ _ = try await scratch.open() }, { _ = try await SQLiteStore.migrate(path: scratch.path, dryRun: false) }] {
            let error = await #expect(throws: StoreError.self) { try await attempt() }
            #expect(error?.code == .schemaTooNew)
        }
        try await others.write { try $0.execute(sql: "DELETE FROM schema_version") }
        let error = await #expect(throws: StoreError.self) { try await scratch.open(.daemon) }
        #expect(error?.code == .schemaTooOld)
    }

    @Test(
        "a table that is no job queue is not adopted, and not touched",
        arguments: [
            "CREATE TABLE customer (id INTEGER PRIMARY KEY)", "CREATE TABLE batch_job_queue (id INTEGER PRIMARY KEY, x TEXT)",
            "CREATE TABLE batch_job_queue (id TEXT PRIMARY KEY, job_name TEXT, script_path TEXT, status TEXT, created_at TEXT)",
        ])
    func notASeed(_ sql: String) async throws {
        let scratch = try Scratch()
        try await scratch.foreign().write { try $0.execute(sql: sql) }
        let before = try Data(contentsOf: URL(filePath: scratch.path))
        let error = await #expect(throws: StoreError.self) { try await SQLiteStore.migrate(path: scratch.path, dryRun: false) }
        #expect(error?.code == .notAStore)
        await #expect(throws: StoreError.self) { try await scratch.open(.daemon) }
        #expect(try Data(contentsOf: URL(filePath: scratch.path)) == before)
    }
}
