import Testing
import YobanCore
import YobanTestKit

@testable import YobanPostgres

@Suite("Rows of other programs", .serialized, .timeLimit(.minutes(10)))
struct ForeignRowTests {
    @Test(
        "whatever stands in a column, the row can be listed and its job moved on",
        arguments: [
            "created_at = NULL", "created_at = 'infinity'", "created_at = '-infinity'", "created_at = '4713-01-01 BC'",
            "created_at = '294276-12-31'", "started_at = 'infinity', completed_at = '-infinity'", "priority = NULL",
            "priority = 2147483647", "priority = -2147483648", "retry_count = NULL, max_retries = NULL",
            "retry_count = 2147483647, max_retries = 2147483647", "retry_count = -5, max_retries = -1", "lost_count = 1000000000",
            "progress_percentage = 99999, progress_message = ''", "progress_percentage = -1", "job_name = '', script_path = ''",
            "job_name = repeat('夜', 100000)", "stop_requested = NULL", "job_key = 'not a key/..'", "error_message = ''",
            "reason = 'strange', hold = 'paused'", "parameters = '{\"a\": 1, \"b\": true, \"c\": \"x\", \"d\": 1.5}'",
            "timeout_seconds = 9223372036854775807", "unique_key = '', submitted_by = ''", "run_after_ms = -9223372036854775808",
        ])
    func odd(_ assignment: String) async throws {
        let scratch = try await Scratch().migrated()
        let store = try await scratch.open()
        let others = try scratch.foreign()
        let id = try await others.insert(name: "odd", script: "/srv/odd.py", priority: 0)
        try await others.execute("UPDATE batch_job_queue SET \(assignment)")

        #expect(try await store.jobs(JobFilter()).map(\.id) == [id])
        let claim = try #require(try await claimOne(store))
        #expect(claim.job.id == id && !claim.job.hasUnreadableParameters)
        let outcome = AttemptOutcome(reason: .lostHost)
        let verdict = verdict(on: outcome, job: claim.job, policy: RetryPolicy(), now: .at(0), random: 0.5)
        #expect(try await store.settle(Settlement(claim: claim, outcome: outcome, verdict: verdict, endedAt: .at(1))) == .held)
        _ = try await store.promote(now: .at(1_000_000))
        _ = try await store.requestStop(id, now: .at(2))
        #expect(try await store.retry(id, now: .at(3)) == .queued)
        #expect(try await store.jobsAhead(of: id) == 0)
    }

    @Test(
        "parameters that are not an object are told, so that the job can be denied", arguments: ["", "[1]", "{", "7", "{\"a\": {}}", "夜"])
    func parameters(_ text: String) async throws {
        let scratch = try await Scratch().migrated()
        let store = try await scratch.open()
        let others = try scratch.foreign()
        _ = try await others.insert(name: "odd", script: "/srv/odd.py", priority: 0)
        try await others.execute("UPDATE batch_job_queue SET parameters = '\(text)'")
        let claim = try #require(try await claimOne(store))
        #expect(claim.job.hasUnreadableParameters && claim.job.parameters.isEmpty)
    }

    @Test("the seed's plain INSERT gets a time of creation")
    func createdAt() async throws {
        let scratch = try await Scratch().migrated()
        let store = try await scratch.open()
        let others = try scratch.foreign()
        let id = try await others.insert(name: "a", script: "/b", priority: 3)
        let job = try #require(try await store.job(id))
        let told = try await others.execute("SELECT floor(extract(epoch FROM created_at) * 1000)::bigint FROM batch_job_queue")
        let seconds = try await others.execute("SELECT extract(epoch FROM clock_timestamp())::bigint")
        let now = try #require(seconds[0].flatMap { Int64($0) })
        #expect(told[0].flatMap { Int64($0) }.map { abs($0 - job.createdAt.milliseconds) <= 1 } == true)
        #expect(abs(job.createdAt.milliseconds / 1000 - now) < 60)
    }

    @Test("a status that can't be is refused, and so is a hold without a time")
    func refused() async throws {
        let scratch = try await Scratch().migrated()
        let others = try scratch.foreign()
        _ = try await others.insert(name: "a", script: "/b", priority: 3)
        for assignment in ["status = 'queued'", "hold = 'time'", "attempt_no = -1", "lost_count = -1", "timeout_seconds = 0"] {
            let error = await #expect(throws: ServerFailure.self) { try await others.execute("UPDATE batch_job_queue SET \(assignment)") }
            #expect(error?.state == "23514", "\(assignment)")
        }
    }

    @Test("a row that another program deletes takes its attempts along")
    func deleted() async throws {
        let scratch = try await Scratch().migrated()
        let store = try await scratch.open()
        let others = try scratch.foreign()
        let id = try await others.insert(name: "a", script: "/b", priority: 3)
        let claim = try #require(try await claimOne(store))
        try await others.execute("DELETE FROM batch_job_queue")
        #expect(try await store.attempts(of: id).isEmpty)
        #expect(try await store.report(Progress(percentage: 1), for: claim) == .notHeld)
    }

    private func claimOne(_ store: PostgresStore) async throws -> Claim? {
        try await store.claim([ClaimToken("t")], queues: [Job.defaultQueue], by: WorkerID("w"), on: "h", now: .at(0)).first
    }
}
