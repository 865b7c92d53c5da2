import Foundation
import Testing
import YobanCore
import YobanTestKit

@testable import YobanMySQL

@Suite("The schema", .timeLimit(.minutes(10)))
struct MigrationTests {
    /// The seed's table as another program made it, with rows in every status.
    static let seed = [
        """
        CREATE TABLE batch_job_queue (
            id INT AUTO_INCREMENT PRIMARY KEY, job_name VARCHAR(255) NOT NULL, script_path VARCHAR(500) NOT NULL,
            status ENUM('pending','running','completed','failed') DEFAULT 'pending' COMMENT 'it''s the state', priority INT DEFAULT 0,
            created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, started_at TIMESTAMP NULL, completed_at TIMESTAMP NULL,
            error_message TEXT, progress_message TEXT, progress_percentage INT, retry_count INT DEFAULT 0, max_retries INT DEFAULT 0,
            stop_requested BOOLEAN DEFAULT FALSE, `部署` VARCHAR(20) DEFAULT '経理',
            INDEX idx_status (status), INDEX idx_priority (priority DESC), INDEX idx_created_at (created_at)
        ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4
        """,
        """
        INSERT INTO batch_job_queue (job_name, script_path, status, priority, error_message, created_at, completed_at) VALUES
            ('待機', '/s/a.py', 'pending', 5, NULL, '2026-07-01 02:00:00', NULL),
            ('実行', '/s/b.py', 'running', 4, NULL, '2026-07-01 02:00:01', NULL),
            ('完了', '/s/c.py', 'completed', 3, NULL, '2026-07-01 02:00:02', '2026-07-01 02:30:00'),
            ('失敗', '/s/d.py', 'failed', 2, 'exit 1', '2026-07-01 02:00:03', '2026-07-01 02:31:00'),
            ('謎', '/s/e.py', NULL, NULL, NULL, NULL, NULL)
        """,
    ]

    @Test("numbers count up from 1")
    func numbers() { #expect(Migration.all.map(\.number) == Array(1...Migration.all.count)) }

    @Test("an empty database is refused until it is migrated, and a dry run only tells the statements")
    func new() async throws {
        let database = try TestDatabase(await PrivateMariaDB.shared.server)
        let error = await #expect(throws: StoreError.self) { try await database.open() }
        #expect(error?.code == .schemaTooOld && error?.why?.en.contains("yoban migrate") == true)
        let planned = try await MySQLStore.migrate(database.address(), dryRun: true)
        #expect(planned.contains { $0.hasPrefix("CREATE TABLE batch_job_queue") })
        #expect(try database.admin().query("SHOW TABLES").isEmpty)
        #expect(try await MySQLStore.migrate(database.address(), dryRun: false) == planned)
        #expect(try await MySQLStore.migrate(database.address(), dryRun: false).isEmpty)
        #expect(try await database.open().newestJob() == nil)
    }

    @Test("a table of the seed is adopted in place: every row is kept, every reader and writer goes on")
    func adoption() async throws {
        let database = try TestDatabase(await PrivateMariaDB.shared.server)
        let others = try database.admin()
        for statement in Self.seed { try others.query(statement) }
        let seeds = "id, job_name, script_path, status, priority, created_at, started_at, completed_at, error_message, stop_requested, `部署`"
        let before = try others.query("SELECT \(seeds) FROM batch_job_queue ORDER BY id")
        await #expect(throws: StoreError.self) { try await database.open() }

        let planned = try await MySQLStore.migrate(database.address(), dryRun: true)
        #expect(try others.query("SHOW COLUMNS FROM batch_job_queue LIKE 'ready'").isEmpty)
        #expect(try await MySQLStore.migrate(database.address(), dryRun: false) == planned)
        #expect(try others.query("SELECT \(seeds) FROM batch_job_queue ORDER BY id") == before)
        let status = try others.query("SHOW FULL COLUMNS FROM batch_job_queue LIKE 'status'")[0]
        #expect(status[1] == "enum('pending','running','completed','failed','stopped')" && status[8] == "it's the state")

        let store = try await database.open()
        let jobs = try await store.jobs(JobFilter())
        #expect(jobs.map(\.name) == ["謎", "失敗", "完了", "実行", "待機"])
        #expect(jobs.map(\.status) == [.failed, .failed, .completed, .running, .pending])
        // The other program's server lives in Japan.
        #expect(jobs[4].createdAt.utcText == "2026-06-30T17:00:00Z" && jobs[2].completedAt?.utcText == "2026-06-30T17:30:00Z")
        let claims = try await store.claim([ClaimToken("t")], queues: ["default"], by: WorkerID("w"), on: "h", now: .at(1.5))
        #expect(claims.map(\.job.name) == ["待機"] && claims.first?.job.startedAt == .at(1))
        #expect(try others.value("SELECT started_at FROM batch_job_queue WHERE id = \(claims[0].job.id)") == "2026-01-01 09:00:01")
        #expect(try await store.requestStop(jobs[4].id, now: .at(2)) == .requested)
        let settlement = Settlement(claim: claims[0], outcome: AttemptOutcome(reason: .stopped), verdict: .stopped, endedAt: .at(3))
        #expect(try await store.settle(settlement) == .held)
        #expect(try others.value("SELECT status FROM batch_job_queue WHERE id = \(jobs[4].id)") == "stopped")
        #expect(try await store.retry(jobs[0].id, now: .at(1)) == .queued)

        let written = try await SeedProgram(database: database).insert(name: "後", script: "/s/g.py", priority: 9)
        #expect(
            try await store.claim([ClaimToken("u")], queues: ["default"], by: WorkerID("w"), on: "h", now: .at(4)).map(\.job.id) == [
                written
            ])
    }

    @Test("a status that can't be, and times that are none, are kept as they are", arguments: ["sleeping", ""])
    func impossible(_ status: String) async throws {
        let database = try TestDatabase(await PrivateMariaDB.shared.server)
        let others = try database.admin()
        for statement in Self.seed { try others.query(statement) }
        // As a program without strict mode leaves it.
        try others.query("SET sql_mode = ''")
        try others.query(
            "UPDATE batch_job_queue SET status = '\(status)', completed_at = '0000-00-00 00:00:00' WHERE job_name IN ('完了', '実行')")
        let before = try others.query("SELECT id, status + 0, created_at, completed_at FROM batch_job_queue ORDER BY id")
        _ = try await MySQLStore.migrate(database.address(), dryRun: false)
        #expect(try others.query("SELECT id, status + 0, created_at, completed_at FROM batch_job_queue ORDER BY id") == before)
        let store = try await database.open()
        #expect(try await store.jobs(JobFilter()).map(\.status) == [.failed, .failed, .failed, .failed, .pending])
        #expect(try await store.retry(JobID(2), now: .at(0)) == .queued)
    }

    @Test("in a table with whole seconds, jobs of one second are taken in the order of their ids")
    func wholeSeconds() async throws {
        let database = try TestDatabase(await PrivateMariaDB.shared.server)
        try database.admin().query(Self.seed[0])
        _ = try await MySQLStore.migrate(database.address(), dryRun: false)
        let store = try await database.open()
        var ids: [JobID] = []
        for second in [1.9, 1.1, 1.5, 0.9] {
            ids += try await store.enqueue([NewJob(key: nil, name: "n", scriptPath: "/s")], now: .at(second)).map(\.id)
        }
        let taken = try await store.claim((0..<4).map { ClaimToken("\($0)") }, queues: ["default"], by: WorkerID("w"), on: "h", now: .at(9))
        #expect(taken.map(\.job.id) == [ids[3], ids[0], ids[1], ids[2]])
    }

    @Test("what old servers did to TIMESTAMP columns is mended, and a DATETIME keeps the moment it means")
    func times() async throws {
        let database = try TestDatabase(await PrivateMariaDB.shared.server)
        let others = try database.admin()
        try others.query(
            """
            CREATE TABLE batch_job_queue (
                id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, job_name VARCHAR(255) NOT NULL, script_path VARCHAR(500) NOT NULL,
                status VARCHAR(20) DEFAULT 'pending', priority INT, error_message VARCHAR(20),
                created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
                started_at TIMESTAMP NOT NULL DEFAULT '2001-01-01 00:00:00', completed_at DATETIME(3) COMMENT 'end'
            ) DEFAULT CHARSET=utf8mb4
            """)
        try others.query(
            """
            INSERT INTO batch_job_queue (job_name, script_path, status, created_at, completed_at)
            VALUES ('a', '/a', 'completed', '2026-07-01 02:00:00', '2026-07-01 02:30:00.250'), ('b', '/b', 'pending', '2026-07-01 02:00:00', NULL)
            """)
        _ = try await MySQLStore.migrate(database.address(), dryRun: false)
        let store = try await database.open()
        #expect(try await store.job(JobID(1))?.completedAt == Instant(milliseconds: 1_782_840_600_250))
        #expect(try others.value("SELECT completed_at FROM batch_job_queue WHERE id = 1") == "2026-07-01 02:30:00.250")
        let claim = try #require(
            try await store.claim([ClaimToken("t")], queues: ["default"], by: WorkerID("w"), on: "h", now: .at(4)).first)
        #expect(claim.job.createdAt.utcText == "2026-06-30T17:00:00Z")
        let long = AttemptOutcome(reason: .exit, exitCode: 1, message: String(repeating: "夜", count: 1000))
        #expect(try await store.settle(Settlement(claim: claim, outcome: long, verdict: .failed, endedAt: .at(5))) == .held)
        #expect(try await store.retry(claim.job.id, now: .at(6)) == .queued)
        #expect(try await store.job(claim.job.id)?.startedAt == nil)
    }

    @Test("a migration that was cut off is taken up where it stood")
    func halfMigrated() async throws {
        let server = try await PrivateMariaDB.shared.server
        let database = try TestDatabase(server)
        let others = try database.admin()
        for statement in Self.seed { try others.query(statement) }
        let planned = try await MySQLStore.migrate(database.address(), dryRun: true)
        for done in 1..<planned.count {
            let half = try TestDatabase(server)
            let admin = try half.admin()
            for statement in Self.seed + planned.prefix(done) { try admin.query(statement) }
            #expect(await #expect(throws: StoreError.self) { try await half.open() }?.code == .schemaTooOld)
            #expect(try await MySQLStore.migrate(half.address(), dryRun: false).count < planned.count)
            #expect(try await half.open().jobs(JobFilter()).count == 5)
        }
        // Also in the middle of what it does to the table.
        try others.query("ALTER TABLE batch_job_queue ADD COLUMN queue VARCHAR(100) NOT NULL DEFAULT 'default'")
        _ = try await MySQLStore.migrate(database.address(), dryRun: false)
        #expect(try await database.open().jobs(JobFilter()).count == 5)
    }

    @Test("hosts that migrate at the same time all find it done")
    func race() async throws {
        let database = try TestDatabase(await PrivateMariaDB.shared.server)
        for statement in Self.seed { try database.admin().query(statement) }
        try await withThrowingTaskGroup { group in
            for _ in 0..<6 { group.addTask { _ = try await MySQLStore.migrate(database.address(), dryRun: false) } }
            try await group.waitForAll()
        }
        #expect(try await database.open().jobs(JobFilter()).count == 5)
    }

    @Test("a newer schema is refused")
    func newer() async throws {
        let database = try await TestDatabase.migrated()
        try database.admin().query("INSERT INTO schema_version (number, name) VALUES (99, 'later')")
        for attempt in [{ _ = try await database.open() }, { _ = try await MySQLStore.migrate(database.address(), dryRun: false) }] {
            #expect(await #expect(throws: StoreError.self) { try await attempt() }?.code == .schemaTooNew)
        }
    }

    @Test(
        "a table that is no job queue, or can't be used as one, is not adopted, and not touched",
        arguments: [
            ("CREATE TABLE batch_job_queue (id INT AUTO_INCREMENT PRIMARY KEY, x TEXT)", "no column"),
            (
                "CREATE TABLE batch_job_queue (id INT PRIMARY KEY, job_name TEXT, script_path TEXT, status TEXT, created_at TIMESTAMP)",
                "primary key"
            ),
            (seed[0].replacingOccurrences(of: "InnoDB", with: "Aria"), "transactions"),
            (
                seed[0].replacingOccurrences(of: "=utf8mb4", with: "=latin1").replacingOccurrences(of: "経理", with: "x"),
                "CONVERT TO CHARACTER SET utf8mb4"
            ),
            (seed[0].replacingOccurrences(of: "=utf8mb4", with: "=utf8mb3"), "character set utf8mb3 of batch_job_queue.job_name"),
            (
                seed[0].replacingOccurrences(of: "error_message TEXT", with: "error_message TEXT CHARACTER SET sjis"),
                "character set sjis of batch_job_queue.error_message"
            ),
            (seed[0].replacingOccurrences(of: "`部署` VARCHAR(20) DEFAULT '経理'", with: "queue INT"), "RENAME COLUMN"),
        ])
    func notASeed(_ sql: String, _ words: String) async throws {
        let database = try TestDatabase(await PrivateMariaDB.shared.server)
        let others = try database.admin()
        try others.query(sql)
        let before = try others.query("SHOW CREATE TABLE batch_job_queue")
        let error = await #expect(throws: StoreError.self) { try await MySQLStore.migrate(database.address(), dryRun: false) }
        #expect(error?.code == .notAStore && error?.text.en.contains(words) == true, "\(error?.text.en ?? "")")
        #expect(try others.query("SHOW TABLES").count == 1)
        #expect(try others.query("SHOW CREATE TABLE batch_job_queue") == before)
    }

    @Test(
        "another program's table with one of our names is not touched",
        arguments: ["worker", "schedule", "attempt", "schema_version", "audit"])
    func taken(_ name: String) async throws {
        let database = try TestDatabase(await PrivateMariaDB.shared.server)
        try database.admin().query("CREATE TABLE \(name) (x INT)")
        let error = await #expect(throws: StoreError.self) { try await MySQLStore.migrate(database.address(), dryRun: false) }
        #expect(error?.code == .notAStore && error?.text.en.contains(name) == true)
        #expect(try database.admin().query("SHOW TABLES").count == 1)
    }
}
