import GRDB
import Testing
import YobanCore
import YobanTestKit

@testable import YobanSQLite

@Suite("Rows of other programs", .timeLimit(.minutes(10)))
struct ForeignRowTests {
    @Test(
        "whatever stands in a column, the row can be listed and its job moved on",
        arguments: [
            "created_at = NULL", "created_at = 'yesterday'", "created_at = 1767225600", "created_at = X'FF00FE'", "created_at = -1e300",
            "started_at = 'x', completed_at = 99999999999999999", "priority = NULL", "priority = 'high'", "priority = 9223372036854775807",
            "priority = -9223372036854775808", "priority = 1.5e300", "retry_count = 'many', max_retries = NULL",
            "retry_count = 9223372036854775807, max_retries = 9223372036854775807", "retry_count = -5, max_retries = 1e300",
            "progress_percentage = 99999", "progress_percentage = 'half', progress_message = 7", "progress_message = X'C328FF'",
            "progress_message = CAST(X'E5A49CFF41' AS TEXT)", "job_name = CAST(X'FFFE' AS TEXT)", "job_name = '', script_path = ''",
            "script_path = 12.5", "stop_requested = NULL", "job_key = 'not a key/..'", "error_message = X''",
            "reason = 'strange', hold = 'paused'",
            "parameters = '{\"a\": 1, \"b\": true, \"c\": \"x\", \"d\": 1.5}'", "timeout_seconds = 9223372036854775807",
            "unique_key = '', submitted_by = 5", "run_after_ms = -1",
        ])
    func odd(_ assignment: String) async throws {
        let scratch = try Scratch()
        let store = try await scratch.open(.daemon)
        let others = try SeedProgram(database: scratch.foreign())
        let id = try await others.insert(name: "odd", script: "/srv/odd.py", priority: 0)
        try await others.database.write { try $0.execute(sql: "UPDATE batch_job_queue SET \(assignment)") }

        #expect(try await store.jobs(JobFilter()).map(\.id) == [id])
        let claim = try #require(try await claimOne(store))
        #expect(claim.job.id == id && !claim.job.hasUnreadableParameters)
        let verdict = verdict(
            on: AttemptOutcome(reason: .lostHost), job: claim.job, policy: RetryPolicy(), now: .at(0), random: 0.5)
        let settlement = Settlement(claim: claim, outcome: AttemptOutcome(reason: .lostHost), verdict: verdict, endedAt: .at(1))
        #expect(try await store.settle(settlement) == .held)
        _ = try await store.promote(now: .at(1_000_000))
        _ = try await store.requestStop(id, now: .at(2))
        #expect(try await store.retry(id, now: .at(3)) == .queued)
        #expect(try await store.jobsAhead(of: id) == 0)
    }

    @Test(
        "parameters that are not an object are told, so that the job can be denied", arguments: ["", "[1]", "{", "7", "{\"a\": {}}", "夜"])
    func parameters(_ text: String) async throws {
        let scratch = try Scratch()
        let store = try await scratch.open()
        let others = try SeedProgram(database: scratch.foreign())
        _ = try await others.insert(name: "odd", script: "/srv/odd.py", priority: 0)
        try await others.database.write { try $0.execute(sql: "UPDATE batch_job_queue SET parameters = ?", arguments: [text]) }
        let claim = try #require(try await claimOne(store))
        #expect(claim.job.hasUnreadableParameters && claim.job.parameters.isEmpty)
    }

    @Test("the seed's plain INSERT gets a time of creation in UTC, written as ours")
    func createdAt() async throws {
        let scratch = try Scratch()
        let store = try await scratch.open()
        let others = try SeedProgram(database: scratch.foreign())
        let id = try await others.insert(name: "a", script: "/b", priority: 3)
        let text = try await others.database.read { try String.fetchOne($0, sql: "SELECT created_at FROM batch_job_queue") }
        let job = try #require(try await store.job(id))
        #expect(text == SeedTime.text(job.createdAt))
        let seconds = try await others.database.read { try Double.fetchOne($0, sql: "SELECT strftime('%s', 'now')") }
        #expect(abs(Double(job.createdAt.milliseconds) / 1000 - (seconds ?? 0)) < 60)
    }

    @Test("a time without a fraction is at its second")
    func withoutFraction() async throws {
        let scratch = try Scratch()
        let store = try await scratch.open()
        let others = try SeedProgram(database: scratch.foreign())
        let id = try await others.insert(name: "a", script: "/b", priority: 3)
        try await others.database.write { try $0.execute(sql: "UPDATE batch_job_queue SET created_at = '2026-01-01 00:00:10'") }
        var filter = JobFilter()
        filter.since = .at(10)
        #expect(try await store.jobs(filter).map(\.id) == [id])
        filter.since = .at(10.001)
        #expect(try await store.jobs(filter).isEmpty)
    }

    @Test("a status that can't be is refused, and so is a hold without a time")
    func refused() async throws {
        let scratch = try Scratch()
        _ = try await scratch.open()
        let others = try SeedProgram(database: scratch.foreign())
        _ = try await others.insert(name: "a", script: "/b", priority: 3)
        for assignment in ["status = 'queued'", "hold = 'time'", "ready = 2", "attempt_no = 'x'", "lost_count = -1", "timeout_seconds = 0"]
        {
            await #expect(throws: DatabaseError.self) {
                try await others.database.write { try $0.execute(sql: "UPDATE batch_job_queue SET \(assignment)") }
            }
        }
    }

    @Test("a row that another program deletes takes its attempts along")
    func deleted() async throws {
        let scratch = try Scratch()
        let store = try await scratch.open()
        let others = try SeedProgram(database: scratch.foreign())
        let id = try await others.insert(name: "a", script: "/b", priority: 3)
        let claim = try #require(try await claimOne(store))
        try await others.database.write { try $0.execute(sql: "DELETE FROM batch_job_queue") }
        #expect(try await store.attempts(of: id).isEmpty)
        #expect(try await store.report(Progress(percentage: 1), for: claim) == .notHeld)
    }

    private func claimOne(_ store: SQLiteStore) async throws -> Claim? {
        try await store.claim([ClaimToken("t")], queues: [Job.defaultQueue], by: WorkerID("w"), on: "h", now: .at(0)).first
    }
}
