import Testing
import YobanCore
import YobanTestKit

@testable import YobanMySQL

@Suite("Rows of other programs", .timeLimit(.minutes(10)))
struct ForeignRowTests {
    @Test(
        "whatever stands in a column, the row can be listed and its job moved on",
        arguments: [
            "created_at = 0", "created_at = '2038-01-19 03:14:07'", "started_at = 0, completed_at = 0", "priority = NULL",
            "priority = 2147483647", "priority = -2147483648", "retry_count = NULL, max_retries = NULL",
            "retry_count = 2147483647, max_retries = 2147483647", "retry_count = -5, max_retries = -1",
            "progress_percentage = 99999, progress_message = REPEAT('夜', 20000)", "progress_message = X'E5A49C00E5A49C'",
            "job_name = '', script_path = ''", "stop_requested = NULL", "job_key = 'not a key/..'", "error_message = ''",
            "reason = 'strange', hold = 'paused'", "parameters = '{\"a\": 1, \"b\": true, \"c\": \"x\", \"d\": 1.5}'",
            "timeout_seconds = 2147483647", "unique_key = '', submitted_by = '5'", "run_after_ms = -1",
            "run_after_ms = 9223372036854775807",
            "claim_token = 'x', worker_id = 'y', enqueue_token = 'z'",
        ])
    func odd(_ assignment: String) async throws {
        let database = try await TestDatabase.migrated()
        let store = try await database.open()
        let id = try await SeedProgram(database: database).insert(name: "odd", script: "/srv/odd.py", priority: 0)
        let others = try database.admin()
        try others.query("SET sql_mode = ''")
        try others.query("UPDATE batch_job_queue SET \(assignment)")

        #expect(try await store.jobs(JobFilter()).map(\.id) == [id])
        let claim = try #require(try await claimOne(store))
        #expect(claim.job.id == id && !claim.job.hasUnreadableParameters)
        let verdict = verdict(on: AttemptOutcome(reason: .lostHost), job: claim.job, policy: RetryPolicy(), now: .at(0), random: 0.5)
        let settlement = Settlement(claim: claim, outcome: AttemptOutcome(reason: .lostHost), verdict: verdict, endedAt: .at(1))
        #expect(try await store.settle(settlement) == .held)
        _ = try await store.promote(now: .at(1_000_000))
        _ = try await store.requestStop(id, now: .at(2))
        #expect(try await store.retry(id, now: .at(3)) == .queued)
        #expect(try await store.jobsAhead(of: id) == 0)
    }

    @Test("a status that can't be is shown as failed, can be retried, and is not pruned", arguments: ["''", "'queued'", "7", "0"])
    func status(_ value: String) async throws {
        let database = try await TestDatabase.migrated()
        let store = try await database.open()
        let id = try await SeedProgram(database: database).insert(name: "odd", script: "/srv/odd.py", priority: 0)
        let others = try database.admin()
        let set = "UPDATE batch_job_queue SET status = \(value), completed_at = '2026-01-01 00:00:00'"
        #expect(throws: AdminError.self) { try others.query(set) }
        // An old program without strict mode gets a warning, and the row an empty status.
        try others.query("SET sql_mode = ''")
        try others.query(set)
        #expect(try await store.job(id)?.status == .failed)
        #expect(try await store.unfinishedCount() == 0)
        #expect(try await store.requestStop(id, now: .at(0)) == .alreadyFinished(.failed))
        #expect(try await store.retry(id, now: .at(0)) == .queued)
        try others.query(set)
        #expect(try await store.prune(finishedBefore: .at(1_000_000), limit: 10) == 0)
    }

    @Test(
        "parameters that are not an object are told, so that the job can be denied", arguments: ["", "[1]", "{", "7", "{\"a\": {}}", "夜"])
    func parameters(_ text: String) async throws {
        let database = try await TestDatabase.migrated()
        let store = try await database.open()
        _ = try await SeedProgram(database: database).insert(name: "odd", script: "/srv/odd.py", priority: 0)
        try database.admin().query("UPDATE batch_job_queue SET parameters = '\(text)'")
        let claim = try #require(try await claimOne(store))
        #expect(claim.job.hasUnreadableParameters && claim.job.parameters.isEmpty)
    }

    @Test("times are the same moments for us and for others, in the hour too that their clock shows twice")
    func moments() async throws {
        let database = try await TestDatabase.migrated()
        let store = try await database.open()
        let others = try database.admin()
        try others.query("SET time_zone = '-07:00'")
        // In Los Angeles the clock shows 01:30 at both of these.
        for milliseconds in [1_793_521_800_000, 1_793_525_400_000] as [Int64] {
            let id = try await store.enqueue([NewJob(key: nil, name: "n", scriptPath: "/s")], now: Instant(milliseconds: milliseconds))[0]
                .id
            #expect(try await store.job(id)?.createdAt.milliseconds == milliseconds)
            let theirs = try others.value("SELECT UNIX_TIMESTAMP(created_at) FROM batch_job_queue WHERE id = \(id)")
            #expect(theirs == "\(milliseconds / 1000).000")
        }
        let id = try await SeedProgram(database: database).insert(name: "a", script: "/b", priority: 3)
        let now = try #require(Int64(try others.value("SELECT UNIX_TIMESTAMP()") ?? ""))
        let job = try #require(try await store.job(id))
        #expect(abs(job.createdAt.milliseconds / 1000 - now) < 60)
    }

    @Test("what can't be is refused by the tables themselves")
    func refused() async throws {
        let database = try await TestDatabase.migrated()
        _ = try await SeedProgram(database: database).insert(name: "a", script: "/b", priority: 3)
        let others = try database.admin()
        for assignment in ["hold = 'time'", "ready = 2", "attempt_no = -1", "lost_count = -1", "timeout_seconds = 0", "queue = NULL"] {
            #expect(throws: AdminError.self) { try others.query("UPDATE batch_job_queue SET \(assignment)") }
        }
    }

    @Test("a row that another program deletes takes its attempts along")
    func deleted() async throws {
        let database = try await TestDatabase.migrated()
        let store = try await database.open()
        let id = try await SeedProgram(database: database).insert(name: "a", script: "/b", priority: 3)
        let claim = try #require(try await claimOne(store))
        try database.admin().query("DELETE FROM batch_job_queue")
        #expect(try await store.attempts(of: id).isEmpty)
        #expect(try await store.report(Progress(percentage: 1), for: claim) == .notHeld)
    }

    @Test("all of the guide's SELECTs and UPDATEs work beside us")
    func guide() async throws {
        let database = try await TestDatabase.migrated()
        let store = try await database.open()
        let id = try await SeedProgram(database: database).insert(name: "粗利按分管理データ同期", script: "/s/p.py", priority: 4)
        let claim = try #require(try await claimOne(store))
        let others = try database.admin()
        for sql in [
            "SELECT id, job_name, status, created_at, started_at, completed_at, error_message FROM batch_job_queue WHERE status = 'failed' ORDER BY completed_at DESC LIMIT 10",
            "SELECT id, job_name, status, progress_message, progress_percentage, TIMESTAMPDIFF(MINUTE, started_at, NOW()) FROM batch_job_queue WHERE status = 'running'",
            "SELECT * FROM batch_job_queue ORDER BY created_at DESC LIMIT 20",
            "SELECT status, COUNT(*) FROM batch_job_queue GROUP BY status",
            "UPDATE batch_job_queue SET progress_message = '処理中', progress_percentage = 50 WHERE id = \(id)",
            "UPDATE batch_job_queue SET stop_requested = TRUE WHERE id = \(id)",
        ] {
            try others.query(sql)
        }
        #expect(try await store.held(by: WorkerID("w")).map(\.job.stopRequested) == [true])
        #expect(try await store.job(claim.job.id)?.progress == Progress(percentage: 50, message: "処理中"))
        // An operator who ends a job by hand frees its unique key too.
        try others.query("UPDATE batch_job_queue SET status = 'failed', unique_key = 'day' WHERE id = \(id)")
        var job = NewJob(key: nil, name: "n", scriptPath: "/s")
        job.uniqueKey = "day"
        #expect(try await store.enqueue([job], now: .at(1)) != [.existing(id)])
    }

    private func claimOne(_ store: MySQLStore) async throws -> Claim? {
        try await store.claim([ClaimToken("t")], queues: [Job.defaultQueue], by: WorkerID("w"), on: "h", now: .at(0)).first
    }
}
