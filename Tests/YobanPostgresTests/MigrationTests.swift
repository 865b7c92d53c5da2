import Testing
import YobanCore
import YobanTestKit

@testable import YobanPostgres

@Suite("The schema", .serialized, .timeLimit(.minutes(10)))
struct MigrationTests {
    /// The seed's table as other programs make it.
    static func seed(status: String, id: String = "serial", time: String = "timestamp", more: String = "") -> String {
        """
        CREATE TABLE batch_job_queue (
            id \(id) PRIMARY KEY, job_name varchar(255) NOT NULL, script_path varchar(500) NOT NULL, status \(status),
            priority int DEFAULT 0, created_at \(time) DEFAULT CURRENT_TIMESTAMP, started_at \(time), completed_at \(time),
            error_message varchar(200), progress_message text, progress_percentage int, retry_count int DEFAULT 0,
            max_retries int DEFAULT 0\(more));
        CREATE INDEX idx_status ON batch_job_queue (status);
        """
    }
    static let rows = """
        INSERT INTO batch_job_queue (job_name, script_path, status, priority, error_message) VALUES
            ('待機', '/s/a.py', 'pending', 5, NULL), ('実行', '/s/b.py', 'running', 4, NULL), ('完了', '/s/c.py', 'completed', 3, NULL),
            ('失敗', '/s/d.py', 'failed', 2, 'exit 1')
        """

    @Test("numbers count up from 1")
    func numbers() { #expect(Migration.all.map(\.number) == Array(1...Migration.all.count)) }

    @Test("an empty schema is refused until it is migrated, and then only once")
    func new() async throws {
        let scratch = try Scratch()
        let error = await #expect(throws: StoreError.self) { try await scratch.open() }
        #expect(error?.code == .schemaTooOld && error?.why?.en.contains("yoban migrate") == true)
        let planned = try await PostgresStore.migrate(scratch.address, dryRun: true)
        #expect(planned.contains { $0.hasPrefix("CREATE TABLE batch_job_queue") })
        await #expect(throws: StoreError.self) { try await scratch.open() }
        #expect(try await PostgresStore.migrate(scratch.address, dryRun: false) == planned)
        #expect(try await PostgresStore.migrate(scratch.address, dryRun: false).isEmpty)
        _ = try await scratch.open()
    }

    @Test("many that migrate at once all find it done")
    func race() async throws {
        let scratch = try Scratch()
        try await withThrowingTaskGroup { group in
            for _ in 0..<6 { group.addTask { _ = try await PostgresStore.migrate(scratch.address, dryRun: false) } }
            try await group.waitForAll()
        }
        _ = try await scratch.open()
    }

    @Test(
        "a table of the seed is taken over in place with all its rows, and other programs go on as before",
        arguments: [
            seed(status: "varchar(20) DEFAULT 'pending'"),
            seed(status: "text", id: "int GENERATED ALWAYS AS IDENTITY", time: "timestamptz"),
            "CREATE TYPE job_status AS ENUM ('pending', 'running', 'completed', 'failed');"
                + seed(status: "job_status NOT NULL DEFAULT 'pending'", id: "bigserial"),
            seed(status: "varchar(20) DEFAULT 'pending' CHECK (status IN ('pending', 'running', 'completed', 'failed'))"),
            seed(status: "text DEFAULT 'pending'", more: ", stop_requested boolean DEFAULT false, note text, owner int NOT NULL DEFAULT 7"),
        ])
    func adoption(_ table: String) async throws {
        let scratch = try Scratch()
        let others = try scratch.foreign()
        try await others.execute(table)
        try await others.execute(Self.rows)
        let before = try await others.execute(
            "SELECT row(id, job_name, status, priority, created_at, error_message)::text FROM batch_job_queue")
        let refused = await #expect(throws: StoreError.self) { try await scratch.open() }
        #expect(refused?.code == .schemaTooOld)

        let planned = try await PostgresStore.migrate(scratch.address, dryRun: true)
        #expect(!planned.contains { $0.contains("ADD COLUMN job_name") })
        #expect(try await PostgresStore.migrate(scratch.address, dryRun: false) == planned)
        let after = try await others.execute(
            "SELECT row(id, job_name, status, priority, created_at, error_message)::text FROM batch_job_queue")
        #expect(after == before)

        let store = try await scratch.open()
        let jobs = try await store.jobs(JobFilter())
        #expect(jobs.map(\.name) == ["失敗", "完了", "実行", "待機"])
        #expect(jobs.map(\.status) == [.failed, .completed, .running, .pending])
        let now = try await others.execute("SELECT extract(epoch FROM clock_timestamp())::bigint")[0].flatMap { Int64($0) }
        #expect(jobs.allSatisfy { abs($0.createdAt.milliseconds / 1000 - (now ?? 0)) < 120 })
        try await useAll(store, others, waiting: jobs[3].id)
    }

    /// Every statement on a table that was taken over.
    private func useAll(_ store: PostgresStore, _ others: SeedProgram, waiting: JobID) async throws {
        let claim = try #require(
            try await store.claim([ClaimToken("t")], queues: ["default"], by: WorkerID("w"), on: "h", now: .at(0)).first)
        #expect(claim.job.id == waiting)
        #expect(try await store.begin(claim, runDirectory: "/r", startedAt: .at(1)) == .held)
        try await others.execute("UPDATE batch_job_queue SET progress_message = '3/7', progress_percentage = 43 WHERE id = \(waiting)")
        let outcome = AttemptOutcome(reason: .exit, exitCode: 1, message: String(repeating: "長い", count: 300))
        let again = Settlement(claim: claim, outcome: outcome, verdict: .retry(at: .at(9)), endedAt: .at(2))
        #expect(try await store.settle(again) == .held)
        #expect(try await store.promote(now: .at(10)) == Promotion(promoted: 1, nextDue: nil))
        #expect(try await store.requestStop(waiting, now: .at(11)) == .stoppedBeforeStart)
        #expect(try await store.job(waiting)?.completedAt == .at(11))
        #expect(try await store.retry(waiting, now: .at(12)) == .queued)
        let inserted = try await others.insert(name: "後", script: "/s/g.py", priority: 9)
        #expect(try await store.jobsAhead(of: waiting) == 1)
        let enqueued = try await store.enqueue([NewJob(key: JobKey("k"), name: "新", scriptPath: "/s")], now: .at(13))[0].id
        var filter = JobFilter()
        filter.statuses = [.pending]
        #expect(try await store.jobs(filter).map(\.id) == [enqueued, inserted, waiting])
        filter.since = .at(13)
        filter.keyGlob = "k*"
        #expect(try await store.jobs(filter).map(\.id) == [enqueued])
        #expect(try await store.prune(finishedBefore: Instant(milliseconds: 4_000_000_000_000), limit: 10) == 2)
        let long = NewJob(key: nil, name: String(repeating: "長", count: 300), scriptPath: "/s")
        let kept = try await others.execute(
            "SELECT atttypmod FROM pg_attribute WHERE attrelid = 'batch_job_queue'::regclass AND attname = 'job_name'")
        #expect(kept == ["259"])
        let error = await #expect(throws: StoreError.self) { try await store.enqueue([long], now: .at(14)) }
        #expect(error?.code == .refused)
    }

    @Test("a newer schema is refused, an older one names the command")
    func versions() async throws {
        let scratch = try await Scratch().migrated()
        let others = try scratch.foreign()
        try await others.execute("INSERT INTO schema_version (number, name) VALUES (99, 'later')")
        for attempt in [{ _ = try await scratch.open() }, { _ = try await PostgresStore.migrate(scratch.address, dryRun: false) }] {
            let error = await #expect(throws: StoreError.self) { try await attempt() }
            #expect(error?.code == .schemaTooNew)
        }
        try await others.execute("DELETE FROM schema_version")
        let error = await #expect(throws: StoreError.self) { try await scratch.open() }
        #expect(error?.code == .schemaTooOld)
    }

    @Test(
        "a table that is no job queue is not taken over, and the reason is told",
        arguments: [
            ("CREATE TABLE batch_job_queue (id int PRIMARY KEY, x text)", "has no column"),
            (seed(status: "text", id: "text"), "id is text"), (seed(status: "int"), "status is integer"),
            (seed(status: "text", id: "int"), "id has no default"),
            (seed(status: "text", more: ", stop_requested int"), "stop_requested is integer"),
            (seed(status: "text", more: ", parameters json"), "parameters is json"),
            (seed(status: "text", more: ", tenant int NOT NULL"), "tenant is NOT NULL"),
            ("CREATE TYPE colour AS ENUM ('red');" + seed(status: "colour"), "status can't be"),
            (seed(status: "text") + "CREATE TABLE worker (x int)", "worker"),
        ])
    func notASeed(_ table: String, _ reason: String) async throws {
        let scratch = try Scratch()
        let others = try scratch.foreign()
        try await others.execute(table)
        let error = await #expect(throws: StoreError.self) { try await PostgresStore.migrate(scratch.address, dryRun: false) }
        #expect(error?.code == .notAStore && error?.cause.contains(reason) == true, "\(error?.cause ?? "")")
        let tables = try await others.execute("SELECT to_regclass('schema_version')::text")
        #expect(tables == [nil])
        await #expect(throws: StoreError.self) { try await scratch.open() }
    }
}
