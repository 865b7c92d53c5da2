import GRDB
import Testing
import YobanCore
import YobanRows
import YobanTestKit

@testable import YobanSQLite

@Suite("A store of version 1 is brought up to version 2", .timeLimit(.minutes(10)))
struct ManyHostsMigrationTests {
    /// Rows in every status, as version 1 left them.
    static let rows = """
        INSERT INTO batch_job_queue (job_name, script_path, status, ready, hold, run_after_ms, concurrency_key, worker_id, claim_token,
            attempt_no, completed_at, reason) VALUES
            ('待機', '/s/a.py', 'pending', 1, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL),
            ('予約', '/s/b.py', 'pending', 0, 'time', 5, NULL, NULL, NULL, 0, NULL, NULL),
            ('実行', '/s/c.py', 'running', 1, NULL, NULL, NULL, 'w', 'token', 1, NULL, NULL),
            ('完了', '/s/d.py', 'completed', 1, NULL, NULL, 'key', NULL, NULL, 1, '2026-01-01 00:00:00.000', 'ok'),
            ('失敗', '/s/e.py', 'failed', 1, NULL, NULL, NULL, NULL, NULL, 1, '2026-01-01 00:00:00.000', 'lost_host'),
            ('停止', '/s/f.py', 'stopped', 1, NULL, NULL, NULL, NULL, NULL, 0, '2026-01-01 00:00:00.000', 'stopped');
        INSERT INTO attempt (job_id, number, id, state, worker_id, host, claimed_ms)
            SELECT id, 1, 'a' || id, 'running', 'w', 'h', 7 FROM batch_job_queue WHERE attempt_no = 1;
        INSERT INTO worker VALUES ('w', 'h', 812, 3, 4, 2, 'boot', '/bell', '1.0', 9);
        INSERT INTO schedule VALUES ('nightly', '0 2 * * *', 11);
        """

    /// All that a store holds, by table, without what version 2 adds.
    private func content(_ database: Database) throws -> [String: [String]] {
        let kept = [
            "batch_job_queue": (Schema.seedColumns + Schema.ownColumns).map(\.name).joined(separator: ", "), "attempt": Attempt.columns,
            "worker": "id, host, pid, session, beat, slots, boot_id, doorbell, version, seen_ms", "schedule": "*",
        ]
        return try Dictionary(
            uniqueKeysWithValues: kept.map {
                ($0, try Row.fetchAll(database, sql: "SELECT \($1) FROM \($0) ORDER BY 1").map(\.description))
            })
    }

    @Test("all its rows are kept, and work as before", arguments: [nil, MigrationTests.seed])
    func versionOne(_ seed: String?) async throws {
        let scratch = try Scratch()
        let others = try SeedProgram(database: scratch.foreign())
        let before = try await others.database.write { database in
            if let seed { try database.execute(sql: seed) }
            for statement in [Migration.createVersionTable] + (try Migration.all[0].statements(database)) {
                try database.execute(sql: statement)
            }
            try database.execute(sql: "INSERT INTO schema_version VALUES (1, 'first', '')")
            try database.execute(sql: Self.rows)
            return try content(database)
        }
        let refused = await #expect(throws: StoreError.self) { try await scratch.open() }
        #expect(refused?.code == .schemaTooOld)

        let planned = try await SQLiteStore.migrate(path: scratch.path, dryRun: true)
        #expect(
            planned.contains { $0.contains("ADD COLUMN concurrency_limit") } && planned.contains { $0.contains("CREATE TABLE log_chunk") })
        #expect(!planned.contains { $0.contains("CREATE TABLE batch_job_queue") || $0.contains("CREATE TABLE attempt") })
        #expect(try await others.database.read { try content($0) } == before)
        #expect(try await others.database.read { try !$0.tableExists("log_chunk") })

        #expect(try await SQLiteStore.migrate(path: scratch.path, dryRun: false) == planned)
        #expect(try await others.database.read { try content($0) } == before)
        #expect(try await SQLiteStore.migrate(path: scratch.path, dryRun: false).isEmpty)
        try await works(scratch, others)
    }

    /// What version 1 began is brought to its end.
    private func works(_ scratch: Scratch, _ others: SeedProgram) async throws {
        let store = try await scratch.open(.daemon)
        let worker = try #require(try await store.workers().first)
        #expect(worker.queues.isEmpty && worker.lease == .seconds(5400) && !worker.isDraining && !worker.isRetired)
        #expect(try await store.renew(WorkerID("w"), session: 3, now: .at(0)) == .held(isDraining: false))
        let claim = try #require(try await store.held(by: WorkerID("w")).first)
        try await store.keepLog([LogPiece(job: claim.job.id, attempt: 1, offset: 0, bytes: [0], marks: "")])
        let settlement = Settlement(claim: claim, outcome: AttemptOutcome(reason: .ok), verdict: .completed, endedAt: .at(1))
        #expect(try await store.settle(settlement) == .held)
        try await others.delete(claim.job.id)
        #expect(try await store.attempts(of: claim.job.id).isEmpty)
        #expect(try await store.log(of: claim.job.id, attempt: 1, from: 0, limit: 9).isEmpty)
        #expect(try await store.promote(now: .at(1)).promoted == 1)
        let claims = try await store.claim(
            (0..<9).map { ClaimToken("\($0)") }, queues: ["default"], by: WorkerID("w"), on: "h", now: .at(1))
        #expect(claims.map(\.job.name).suffix(2) == ["待機", "予約"])
    }

    @Test("a table that has a column concurrency_limit already keeps it")
    func ownLimit() async throws {
        let scratch = try Scratch()
        let others = try SeedProgram(database: scratch.foreign())
        try await others.database.write { database in
            try database.execute(sql: MigrationTests.seed)
            try database.execute(sql: "ALTER TABLE batch_job_queue ADD COLUMN Concurrency_Limit INT DEFAULT 4")
        }
        let statements = try await SQLiteStore.migrate(path: scratch.path, dryRun: false)
        #expect(!statements.contains { $0.contains("ADD COLUMN concurrency_limit") })
        let store = try await scratch.open()
        let id = try #require(try await store.newestJob())
        try await others.database.write { try $0.execute(sql: "UPDATE batch_job_queue SET concurrency_key = 'k'") }
        #expect(try await store.job(id)?.concurrency == ConcurrencyKey(name: "k", limit: 4))
    }

    @Test(
        "whatever stands in the columns of a key, its jobs run, one at a time",
        arguments: [
            "concurrency_key = X'FF00FE', concurrency_limit = 'many'", "concurrency_key = 7, concurrency_limit = 1.5",
            "concurrency_key = CAST(X'E5A49CFF41' AS TEXT), concurrency_limit = X'05'",
            "concurrency_key = '', concurrency_limit = -9223372036854775808",
        ])
    func oddKeys(_ assignment: String) async throws {
        let scratch = try Scratch()
        let store = try await scratch.open(.daemon)
        let others = try SeedProgram(database: scratch.foreign())
        for number in 0..<3 { _ = try await others.insert(name: "\(number)", script: "/s", priority: 0) }
        try await others.database.write { try $0.execute(sql: "UPDATE batch_job_queue SET \(assignment)") }
        for number in 0..<3 {
            let claims = try await store.claim(
                [ClaimToken("a\(number)"), ClaimToken("b\(number)")], queues: ["default"], by: WorkerID("w"), on: "h", now: .at(0))
            #expect(claims.map(\.job.name) == ["\(number)"])
            #expect(try await store.promote(now: .at(1)).promoted == 0)
            let claim = try #require(claims.first)
            let settlement = Settlement(claim: claim, outcome: AttemptOutcome(reason: .ok), verdict: .completed, endedAt: .at(1))
            #expect(try await store.settle(settlement) == .held)
        }
    }
}
