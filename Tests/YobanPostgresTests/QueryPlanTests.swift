import Foundation
import Testing
import YobanCore
import YobanRows
import YobanTestKit

@testable import YobanPostgres

@Suite("Each hot query uses its index", .serialized, .timeLimit(.minutes(10)))
struct QueryPlanTests {
    struct Plan: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let statement: Statement
        let index: String
    }

    static let plans = [
        Plan(testDescription: "claim", statement: Query.claim.one, index: "job_ready"),
        Plan(testDescription: "claim, pauses", statement: Query.claim.one, index: "queue_pause_pkey"),
        Plan(testDescription: "claimed", statement: Query.claimed, index: "job_running"),
        Plan(testDescription: "heldJobs", statement: Query.heldJobs, index: "job_running"),
        Plan(testDescription: "claim, several", statement: Query.claim.several, index: "job_ready"),
        Plan(testDescription: "claim, several, pauses", statement: Query.claim.several, index: "queue_pause_pkey"),
        Plan(testDescription: "claimKeyed", statement: Query.claimKeyed.one, index: "job_ready"),
        Plan(testDescription: "claimKeyed, several", statement: Query.claimKeyed.several, index: "job_ready"),
        Plan(testDescription: "claimKeyed, places", statement: Query.claimKeyed.one, index: "concurrency_lock_pkey"),
        Plan(testDescription: "isAnyReady", statement: Query.isAnyReady, index: "job_ready"),
        Plan(testDescription: "isAnyReady, pauses", statement: Query.isAnyReady, index: "queue_pause_pkey"),
        Plan(testDescription: "lookAgain, pauses", statement: Query.lookAgain, index: "queue_pause_pkey"),
        Plan(testDescription: "holdFront", statement: Query.holdFront, index: "job_ready"),
        Plan(testDescription: "lookAgain, held", statement: Query.lookAgain, index: "job_held"),
        Plan(testDescription: "lookAgain, called", statement: Query.lookAgain, index: "job_called"),
        Plan(testDescription: "lookAgain, places", statement: Query.lookAgain, index: "concurrency_lock_pkey"),
        Plan(testDescription: "giveBack", statement: Query.giveBack, index: "job_running"),
        Plan(testDescription: "begin", statement: Query.begin, index: "batch_job_queue_pkey"),
        Plan(testDescription: "report", statement: Query.report, index: "batch_job_queue_pkey"),
        Plan(testDescription: "finish", statement: Query.finish.keyed, index: "attempt_pkey"),
        Plan(testDescription: "retryLater", statement: Query.retryLater.keyed, index: "batch_job_queue_pkey"),
        Plan(testDescription: "release", statement: Query.release.keyed, index: "batch_job_queue_pkey"),
        Plan(testDescription: "stopPending", statement: Query.stopPending, index: "batch_job_queue_pkey"),
        Plan(testDescription: "queueAgain", statement: Query.queueAgain, index: "batch_job_queue_pkey"),
        Plan(testDescription: "unfinishedWithUniqueKeys", statement: Query.unfinishedWithUniqueKeys, index: "job_unique"),
        Plan(testDescription: "otherWithSameUniqueKey", statement: Query.otherWithSameUniqueKey, index: "job_unique"),
        Plan(testDescription: "promote, due", statement: Query.promote, index: "job_waiting"),
        Plan(testDescription: "promote, flagged", statement: Query.promote, index: "job_flagged"),
        Plan(testDescription: "promote, held", statement: Query.promote, index: "job_held"),
        Plan(testDescription: "pruneWorkers", statement: Query.pruneWorkers, index: "job_running"),
        Plan(testDescription: "keepLog", statement: Query.keepLog, index: "batch_job_queue_pkey"),
        Plan(testDescription: "log", statement: Query.log, index: "log_chunk_pkey"),
        Plan(testDescription: "dropLog", statement: Query.dropLog, index: "log_chunk_pkey"),
        Plan(testDescription: "prune", statement: Query.prune, index: "job_finished"),
        Plan(testDescription: "finishedSince", statement: Query.finishedSince, index: "job_finished"),
        Plan(testDescription: "finishedAt", statement: Query.finishedAt, index: "job_finished"),
        Plan(testDescription: "unfinished", statement: Query.unfinished, index: "job_status"),
        Plan(testDescription: "jobsAhead", statement: Query.jobsAhead, index: "job_ready"),
        Plan(testDescription: "firstIDSince", statement: Query.firstIDSince, index: "job_block"),
        Plan(testDescription: "attempts", statement: Query.attempts, index: "attempt_pkey"),
        Plan(testDescription: "hosts", statement: Query.hosts, index: "attempt_pkey"),
        Plan(testDescription: "keepSeries", statement: Query.keepSeries, index: "attempt_pkey"),
        Plan(testDescription: "series", statement: Query.series, index: "attempt_pkey"),
        Plan(testDescription: "renewWorker", statement: Query.renewWorker, index: "worker_pkey"),
        Plan(testDescription: "moveSchedule", statement: Query.moveSchedule, index: "schedule_pkey"),
        Plan(testDescription: "list, all", statement: Query.jobs(filter()), index: "batch_job_queue_pkey"),
        Plan(testDescription: "list, failed", statement: Query.jobs(filter { $0.statuses = [.failed] }), index: "job_status"),
        Plan(testDescription: "tokenOfHash", statement: Query.tokenOfHash, index: "token_by_hash"),
        Plan(testDescription: "lockedUser", statement: Query.lockedUser, index: "screen_user_pkey"),
        Plan(testDescription: "deleteLinksOfUser", statement: Query.deleteLinksOfUser, index: "sign_in_link_of_user"),
        Plan(testDescription: "deleteSessionsOfUser", statement: Query.deleteSessionsOfUser, index: "screen_session_of_user"),
        Plan(testDescription: "link", statement: Query.link, index: "sign_in_link_pkey"),
        Plan(testDescription: "useLink", statement: Query.useLink, index: "sign_in_link_pkey"),
        Plan(testDescription: "pruneLinks", statement: Query.pruneLinks, index: "sign_in_link_by_end"),
        Plan(testDescription: "sessionOfHash", statement: Query.sessionOfHash, index: "screen_session_by_hash"),
        Plan(testDescription: "noteUseOfSession", statement: Query.noteUseOfSession, index: "screen_session_pkey"),
        Plan(testDescription: "deleteSession", statement: Query.deleteSession, index: "screen_session_pkey"),
        Plan(testDescription: "pruneSessions", statement: Query.pruneSessions, index: "screen_session_by_end"),
        Plan(testDescription: "entries", statement: Query.entries, index: "audit_pkey"),
        Plan(testDescription: "entriesOfTarget", statement: Query.entriesOfTarget, index: "audit_by_target"),
        Plan(testDescription: "entriesOfAuthor", statement: Query.entriesOfAuthor, index: "audit_by_author"),
        Plan(testDescription: "dueNotice", statement: Query.dueNotice, index: "notice_due"),
        Plan(testDescription: "claimNotices", statement: Query.claimNotices, index: "notice_due"),
        // The state stands before the number in one of the indexes, and is asked for too: one row in either.
        Plan(testDescription: "concludeNotice", statement: Query.concludeNotice, index: "(id = $"),
        Plan(testDescription: "noticesOfJob", statement: Query.noticesOfJob, index: "notice_of_job"),
        Plan(testDescription: "pruneNotices", statement: Query.pruneNotices, index: "notice_by_time"),
        Plan(testDescription: "pruneAudit", statement: Query.pruneAudit, index: "audit_by_time"),
        Plan(testDescription: "request", statement: Query.request, index: "idempotent_request_pkey"),
        Plan(testDescription: "finishRequest", statement: Query.finishRequest, index: "idempotent_request_pkey"),
        Plan(testDescription: "pruneRequests", statement: Query.pruneRequests, index: "request_by_time"),
        Plan(testDescription: "queueFigures, ready", statement: Query.queueFigures, index: "job_ready"),
        Plan(testDescription: "queueFigures, time", statement: Query.queueFigures, index: "job_waiting"),
        Plan(testDescription: "queueFigures, key", statement: Query.queueFigures, index: "job_held"),
        Plan(testDescription: "queueFigures, flagged", statement: Query.queueFigures, index: "job_flagged"),
        Plan(testDescription: "queueFigures, running", statement: Query.queueFigures, index: "job_status"),
        Plan(testDescription: "lastCompleted", statement: Query.lastCompleted, index: "job_by_key"),
        Plan(
            testDescription: "list, visible", statement: Query.jobs(filter { ($0.visibleKeys, $0.statuses) = (["a*"], [.failed]) }),
            index: "job_by_key"),
        Plan(testDescription: "list, of a key", statement: Query.jobs(filter { $0.keyGlob = "a*" }), index: "job_by_key"),
    ]

    private static func filter(_ change: (inout JobFilter) -> Void = { _ in }) -> JobFilter {
        var filter = JobFilter()
        change(&filter)
        return filter
    }

    @Test("and neither scans nor sorts a table, whether the server has statistics or not", arguments: [false, true])
    func plans(_ analysed: Bool) async throws {
        let scratch = try await Scratch().migrated()
        if analysed {
            try await scratch.foreign().execute(
                """
                \(Self.history(100_000)); \(Self.access); \(Self.users); \(Self.notices);
                ANALYZE batch_job_queue, audit, idempotent_request, notice, screen_user, sign_in_link, screen_session
                """)
        }
        let store = try await scratch.open()
        for plan in Self.plans {
            let text = try await store.perform(.look) { session in
                try session.execute("PREPARE planned AS \(plan.statement.sql)")
                defer { _ = try? session.execute("DEALLOCATE planned") }
                let count =
                    try session.execute("SELECT cardinality(parameter_types) FROM pg_prepared_statements WHERE name = 'planned'")
                    .first { $0.count() } ?? 0
                let nulls = Array(repeating: "NULL", count: count).joined(separator: ", ")
                let call = count == 0 ? "planned" : "planned(\(nulls))"
                return try session.execute("EXPLAIN EXECUTE \(call)").map { $0.text() ?? "" }.joined(separator: "\n")
            }
            // Of an empty table all indexes are equal.
            #expect(!analysed || text.contains(plan.index), "\(plan.testDescription): \(text)")
            // A session keeps the plan, and the tables grow: it must not walk through them.
            for walk in [
                "Seq Scan on batch_job_queue", "Seq Scan on attempt", "Seq Scan on concurrency_lock", "Seq Scan on log_chunk",
                "Seq Scan on audit", "Seq Scan on access_token", "Seq Scan on idempotent_request", "Seq Scan on notice",
                "Seq Scan on queue_pause", "Seq Scan on screen_user", "Seq Scan on sign_in_link", "Seq Scan on screen_session",
                "Merge Join", "Hash Join", "Index Cond: (number = ",
            ] {
                #expect(!text.contains(walk), "\(plan.testDescription): \(text)")
            }
        }
    }

    @Test("a claim reads at most three rows beside 100,000 finished ones, also after many claims")
    func rowsRead() async throws {
        let scratch = try await Scratch().migrated()
        let others = try scratch.foreign()
        try await others.execute(Self.history(100_000))
        let store = try await scratch.open()
        _ = try await store.enqueue((0..<400).map { NewJob(key: nil, name: "job \($0)", scriptPath: "/s") }, now: .at(0))
        for round in 0..<300 {
            let claims = try await store.claim([ClaimToken("t\(round)")], queues: ["default"], by: WorkerID("w"), on: "h", now: .at(1))
            #expect(claims.count == 1)
        }
        let arguments: [String: (any Bindable)?] = [
            "queue": "default", "count": 1, "worker": "w", "tokens": List(["last"]), "host": "h", "now": Instant.at(2),
        ]
        let plan = try await store.perform(.claim) { session in
            try session.explain(Query.claim.one.sql, try Query.claim.one.values(arguments))
        }
        let nodes = try Self.nodes(plan)
        let scan = try #require(nodes.first { $0["Index Name"] as? String == "job_ready" }, "\(plan)")
        let read = (scan["Actual Rows"] as? Int ?? 99) + (scan["Rows Removed by Filter"] as? Int ?? 0)
        let blocks = (scan["Shared Hit Blocks"] as? Int ?? 999) + (scan["Shared Read Blocks"] as? Int ?? 0)
        #expect(read <= 3 && blocks <= 12, "\(read) rows, \(blocks) blocks: \(plan)")
    }

    static func history(_ count: Int) -> String {
        """
        INSERT INTO batch_job_queue (job_key, job_name, script_path, status, created_at, completed_at)
        SELECT 'job-' || n % 6, '済', '/s', CASE WHEN n % 50 = 0 THEN 'failed' ELSE 'completed' END, now() - interval '1 day', now()
        FROM generate_series(1, \(count)) AS n
        """
    }

    /// A history of what was told, and a little that waits.
    private static let notices = """
        INSERT INTO notice (kind, subject, channel, delivery, job_id, body, at_ms, state, next_try_ms)
        SELECT 'failed', n || '/1', 'ops', 'd', n, '{}', n, CASE WHEN n > 19990 THEN 'pending' ELSE 'sent' END,
            CASE WHEN n > 19990 THEN n END
        FROM generate_series(1, 20000) AS n
        """

    private static let access = """
        INSERT INTO audit (at_ms, author, action, target)
        SELECT n, 'author ' || n % 100, 'job.enqueue', n::text FROM generate_series(1, 20000) AS n;
        INSERT INTO idempotent_request (sender, request_key, hash, begun_ms)
        SELECT 'sender ' || n % 100, n::text, 'h', n FROM generate_series(1, 20000) AS n
        """

    private static let users = """
        INSERT INTO screen_user (name, role, created_ms, created_by) SELECT n, 'viewer', n, '' FROM generate_series(1, 1000) AS n;
        INSERT INTO sign_in_link (hash, user_id, created_ms, created_by, expires_ms)
        SELECT n, n % 1000, n, '', n FROM generate_series(1, 20000) AS n;
        INSERT INTO screen_session (hash, user_id, agent, created_ms, last_used_ms, expires_ms)
        SELECT n, n % 1000, '', n, n, n FROM generate_series(1, 20000) AS n
        """

    private static func nodes(_ plan: String) throws -> [[String: Any]] {
        let json = try JSONSerialization.jsonObject(with: Data(plan.utf8)) as? [[String: Any]]
        func below(_ node: [String: Any]) -> [[String: Any]] { [node] + ((node["Plans"] as? [[String: Any]]) ?? []).flatMap(below) }
        return (json?.first?["Plan"] as? [String: Any]).map(below) ?? []
    }
}

extension Session {
    /// Runs a statement with its values, and tells how it went.
    fileprivate func explain(_ sql: String, _ values: [String?]) throws -> String {
        let literals = values.map { $0.map { "'" + $0.replacing("'", with: "''") + "'" } ?? "NULL" }
        try execute("PREPARE explained AS \(sql)")
        return try execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE explained(\(literals.joined(separator: ", ")))")
            .first { $0.text() ?? "" } ?? ""
    }
}
