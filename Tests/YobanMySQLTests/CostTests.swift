import Foundation
import Testing
import YobanCore
import YobanRows
import YobanTestKit

@testable import YobanMySQL

@Suite("What queries cost beside a long history", .timeLimit(.minutes(20)), .serialized)
struct CostTests {
    /// A database with 100,000 finished rows, made once.
    static let history = Task.detached {  // Made once for all that wait for it.
        let database = try await TestDatabase.migrated()
        let others = try database.admin()
        try others.query(
            """
            INSERT INTO batch_job_queue (job_key, job_name, script_path, status, priority, created_at, completed_at)
            SELECT CONCAT('key-', seq % 7), 'old', '/s', ELT(1 + seq % 3, 'completed', 'failed', 'stopped'), seq % 10,
                '2026-01-01 00:00:00' + INTERVAL seq SECOND, '2026-01-01 01:00:00' + INTERVAL seq SECOND
            FROM seq_1_to_100000
            """)
        // One that waits in another queue, so that there is a unique key in use.
        try others.query("INSERT INTO batch_job_queue (job_name, script_path, queue, unique_key) VALUES ('odd', '/s', 'other', 'u')")
        try others.query(
            """
            INSERT INTO audit (at_ms, author, `action`, target)
            SELECT 4000000000000 + seq, CONCAT('author ', seq % 100), 'job.enqueue', seq FROM seq_1_to_20000
            """)
        try others.query(
            """
            INSERT INTO idempotent_request (sender, request_key, hash, begun_ms, begin_token)
            SELECT CONCAT('sender ', seq % 100), seq, 'h', 4000000000000 + seq, 't' FROM seq_1_to_20000
            """)
        try others.query(
            "INSERT INTO screen_user (id, name, role, created_ms, created_by) SELECT 77000 + seq, seq, 'viewer', seq, '' FROM seq_1_to_1000"
        )
        try others.query(
            """
            INSERT INTO sign_in_link (hash, user_id, created_ms, created_by, expires_ms)
            SELECT IF(seq = 1, 'h', seq), seq % 1000, seq, '', 4000000000000 + seq FROM seq_1_to_20000
            """)
        try others.query(
            """
            INSERT INTO screen_session (id, hash, user_id, agent, created_ms, last_used_ms, expires_ms)
            SELECT 77776 + seq, seq, seq % 1000, '', seq, seq, 4000000000000 + seq FROM seq_1_to_20000
            """)
        try others.query(
            """
            INSERT INTO attempt (job_id, number, id, state, worker_id, host, claimed_ms, ended_ms, reason)
            SELECT id, number, CONCAT(id, '-', number, '-x'), 'ended', 'w', CONCAT('h', number), 1, 2, 'ok'
            FROM batch_job_queue, (SELECT 1 AS number UNION SELECT 2) AS numbers WHERE id > 60000 AND status <> 'pending'
            """)
        try others.query("ANALYZE TABLE attempt, batch_job_queue, audit, idempotent_request, screen_user, sign_in_link, screen_session")
        return database
    }

    @Test("a claim looks for 4 rows, one of them a pause of its queue; a settlement reads at most 4, a round that finds nothing 8")
    func claim() async throws {
        let database = try await Self.history.value
        let store = try await database.open(connections: 1)
        _ = try await store.enqueue((0..<50).map { NewJob(key: nil, name: "\($0)", scriptPath: "/s") }, now: .at(0))
        // The first ones prepare the statements, and look at the tables for it.
        for _ in 0..<2 { try await settle(claim(store)) }
        var claimed: Claim?
        let forClaim = try await rowsRead(store) { claimed = try await claim($0) }
        #expect(forClaim <= 4)
        let taken = try #require(claimed)
        #expect(try await rowsRead(store) { try await settle(taken, in: $0) } <= 4)
        while let next = try await store.claim([ClaimToken("t")], queues: ["default"], by: WorkerID("w"), on: "h", now: .at(1)).first {
            try await settle(next, in: store)
        }
        let round = { @Sendable (store: MySQLStore) in
            _ = try await store.claim([ClaimToken("t")], queues: ["default"], by: WorkerID("w"), on: "h", now: .at(1))
            _ = try await store.held(by: WorkerID("w"))
            _ = try await store.promote(now: .at(1))
        }
        try await round(store)
        let idle = try await rowsRead(store, round)
        #expect(idle <= 8)
    }

    @Test("lists, counts and looks walk an index for no more than they show")
    func lists() async throws {
        let database = try await Self.history.value
        let store = try await database.open(connections: 1)
        var byStatus = JobFilter()
        byStatus.statuses = [.failed]
        var byKey = JobFilter()
        byKey.keyGlob = "key-3"
        var byGlob = JobFilter()
        byGlob.keyGlob = "key-?"
        byGlob.statuses = [.completed]
        var since = JobFilter()
        since.since = .at(99_990)
        for (filter, most) in [(JobFilter(), 110), (byStatus, 110), (byKey, 350), (byGlob, 500), (since, 60)] {
            _ = try await store.jobs(filter)
            let read = try await rowsRead(store) { _ = try await $0.jobs(filter) }
            #expect(read <= most, "\(filter)")
        }
        let ids = (0..<50).map { JobID(70_000 + $0 * 500) }
        _ = try await store.hosts(of: ids)
        var hosts: [JobID: String] = [:]
        let forHosts = try await rowsRead(store) { hosts = try await $0.hosts(of: ids) }
        #expect(hosts.count == 50 && Set(hosts.values) == ["h2"])
        #expect(forHosts <= 50 * 8)
        _ = try await store.unfinishedCount()
        #expect(try await rowsRead(store) { _ = try await $0.unfinishedCount() } <= 1010)
        _ = try await store.newestJob()
        #expect(try await rowsRead(store) { _ = try await $0.newestJob() } <= 1)
    }

    @Test("figures beside a long history walk only what waits and runs, and a few rows of each key")
    func figures() async throws {
        let database = try await Self.history.value
        let store = try await database.open(connections: 1)
        let keys = (0..<7).compactMap { JobKey("key-\($0)") }
        _ = try await (store.queueFigures(), store.lastCompleted(of: keys))
        var figures: [QueueFigures] = []
        #expect(try await rowsRead(store) { figures = try await $0.queueFigures() } <= 20)
        #expect(figures.first { $0.queue == "other" }?.ready == 1)
        var last: [JobKey: Instant] = [:]
        #expect(try await rowsRead(store) { last = try await $0.lastCompleted(of: keys) } <= 14)
        #expect(last.count == 7)
        var visible = JobFilter()
        visible.visibleKeys = ["key-3", "key-5"]
        _ = try await store.jobs(visible)
        #expect(try await rowsRead(store) { _ = try await $0.jobs(visible) } <= 600)
    }

    @Test("what finished since is read from where it begins, and of one instant only that instant")
    func finished() async throws {
        let database = try await Self.history.value
        let store = try await database.open(connections: 1)
        for after in [nil, JobID(50_000)] {
            _ = try await store.finished(since: .at(3600 + 50_000), after: after, limit: 50)
            var page: [Job] = []
            let read = try await rowsRead(store) { page = try await $0.finished(since: .at(3600 + 50_000), after: after, limit: 50) }
            #expect(page.count == 50)
            #expect(read <= 50 * 5)
        }
    }

    @Test("pruning reads little more than it removes")
    func prune() async throws {
        let database = try await Self.history.value
        let store = try await database.open(connections: 1)
        _ = try await store.prune(finishedBefore: .at(3600), limit: 1)
        var removed = 0
        let read = try await rowsRead(store) { removed = try await $0.prune(finishedBefore: .at(3600 + 90), limit: 50) }
        #expect(removed == 50)
        #expect(read <= 50 * 5)
    }

    @Test(
        "each change of a row goes by its primary key alone",
        arguments: [
            Queries.takeJob, Queries.beginJob, Queries.beginAttempt, Queries.reportProgress,
            Queries.releaseJob, Queries.releaseAttempt, Queries.stopPending, Queries.flagRunning, Queries.queueAgain,
            Queries.makeReady, Queries.deleteFinished, Queries.renewWorker, Queries.moveSchedule, Queries.job, Queries.enqueueToken,
            Queries.freePlace, Queries.holdByKey, Queries.makeReadyFromKey, Queries.revokeToken, Queries.noteUseOfToken,
            Queries.lockedUser, Queries.changeUser, Queries.noteSignIn, Queries.useLink, Queries.addedLink,
            Queries.noteUseOfSession, Queries.deleteSession, Queries.sessionLeft,
            Queries.deleteEntry, Queries.finishRequest, Queries.forgetRequest, Queries.deleteOldRequest, Queries.drainWorker,
            Queries.renewWorkerThatTakes, Queries.keepSeries,
        ])
    func byKey(_ query: Query) async throws {
        let keys = try await keys(query)
        #expect(keys == ["PRIMARY"])
    }

    @Test(
        "each walk uses its index and sorts nothing",
        arguments: [
            (Queries.readyJobs, "job_ready"), (Queries.dueJobs, "job_waiting"), (Queries.nextDue, "job_waiting"),
            (Queries.flaggedJobs, "job_flagged"), (Queries.heldJobs, "job_worker"),
            (Queries.firstKeyWaitedFor, "job_waiting"),
            (Queries.nextKeyWaitedFor, "job_waiting"), (Queries.heldWithoutKey, "job_waiting"), (Queries.takenPlaces, "PRIMARY"),
            (Queries.pieces, "PRIMARY"), (Queries.piecesBetween, "PRIMARY"), (Queries.insertedIDs, "PRIMARY"),
            (Queries.oldestEnded, "job_ended"), (Queries.oldestWithoutEnd, "job_ended"),
            (Queries.endedSince, "job_ended"), (Queries.endedSinceWithoutEnd, "job_ended"),
            (Queries.newestIDs, "PRIMARY"), (Queries.newestIDsOfStatus, "job_status"), (Queries.newestIDsOfKey, "job_by_key"),
            (Queries.unfinishedWithUniqueKey, "job_unfinished"), (Queries.attempts, "PRIMARY"),
            (Queries.entries, "PRIMARY"), (Queries.entriesOfTarget, "audit_by_target"), (Queries.entriesOfAuthor, "audit_by_author"),
            (Queries.oldEntries, "audit_by_time"), (Queries.oldRequests, "request_by_time"), (Queries.lastCompleted, "job_by_key"),
            (Queries.dueNotices, "notice_due"), (Queries.notices, "PRIMARY"), (Queries.noticesInState, "notice_by_state"),
            (Queries.oldLinks, "sign_in_link_by_end"), (Queries.oldSessions, "screen_session_by_end"),
            (Queries.deleteLinksOfUser, "sign_in_link_of_user"), (Queries.deleteSessionsOfUser, "screen_session_of_user"),
            (Queries.noticesOfJob, "notice_of_job"), (Queries.oldNotices, "notice_by_time"),
        ])
    func walks(_ query: Query, _ index: String) async throws {
        #expect(try await keys(query) == [index])
        let extra = try await explain(query).compactMap { $0.last ?? nil }.joined()
        #expect(!extra.contains("filesort") && !extra.contains("temporary"), "\(extra)")
    }

    @Test("who looks for a job looks for a pause of its queue by the primary key: before the first row, or for each that is called")
    func pauses() async throws {
        try await Self.history.value.admin().query("REPLACE INTO queue_pause VALUES ('a', '', '', 0), ('b', '', '', 0)")
        #expect(try await keys(Queries.claimableJobs(queues: 1)) == ["job_ready", "none"])
        let look = try await explain(Queries.claimableJobs(queues: 1)).last ?? []
        #expect(look.last == "no matching row in const table", "\(look)")
        #expect(try await keys(Queries.firstHeldByKey) == ["job_waiting", "PRIMARY"])
        for query in [Queries.claimableJobs(queues: 1), Queries.firstHeldByKey] {
            let extra = try await explain(query).compactMap { $0.last ?? nil }.joined()
            #expect(!extra.contains("filesort") && !extra.contains("temporary"), "\(extra)")
        }
    }

    /// How many rows the engine handed out during some calls over the store's one connection.
    private func rowsRead(_ store: MySQLStore, _ calls: (MySQLStore) async throws -> Void) async throws -> Int {
        // Looking at the counters reads too.
        let looks = try await [Self.handlerReads(store), Self.handlerReads(store)]
        try await calls(store)
        return try await Self.handlerReads(store) - looks[1] - (looks[1] - looks[0])
    }

    private static func handlerReads(_ store: MySQLStore) async throws -> Int {
        try await store.perform(.look) { session in
            try session.rows(
                """
                SELECT variable_value FROM information_schema.session_status
                WHERE variable_name IN ('HANDLER_READ_FIRST', 'HANDLER_READ_KEY', 'HANDLER_READ_LAST', 'HANDLER_READ_NEXT',
                    'HANDLER_READ_PREV', 'HANDLER_READ_RND')
                """
            ) { $0.count() }.reduce(0, +)
        }
    }

    private func explain(_ query: Query) async throws -> [[String?]] {
        let database = try await Self.history.value
        // Literals where the parameters are; the plan of these queries doesn't depend on them.
        let samples = [
            "i": "'default'", "status": "'failed'", "key": "'key-3'", "queue": "'default'", "worker": "'w'", "token": "'t'",
            "unique": "'u'", "target": "'77'", "author": "'author 7'", "sender": "'sender 7'", "hash": "'h'",
            "before": "99000", "state": "'sent'", "job": "1", "floor": "1", "last": "'9'", "id": "77777",
        ]
        var sql = ""
        let isTime = query.sql.contains("_at <")
        var names = query.names[...]
        for part in query.sql.split(separator: "?", omittingEmptySubsequences: false) {
            if !sql.isEmpty {
                sql += (isTime && names.first == "before" ? nil : samples[names.first ?? ""]) ?? "5"
                names = names.dropFirst()
            }
            sql += part
        }
        return try database.admin().query("EXPLAIN " + sql.replacingOccurrences(of: "LOCK IN SHARE MODE", with: ""))
    }

    private func keys(_ query: Query) async throws -> [String] { try await explain(query).map { ($0.dropFirst(5).first ?? nil) ?? "none" } }

    private func claim(_ store: MySQLStore) async throws -> Claim {
        try #require(try await store.claim([ClaimToken("t")], queues: ["default"], by: WorkerID("w"), on: "h", now: .at(1)).first)
    }

    private func settle(_ claim: Claim, in store: MySQLStore? = nil) async throws {
        let store = if let store { store } else { try await Self.history.value.open(connections: 1) }
        let settlement = Settlement(claim: claim, outcome: AttemptOutcome(reason: .ok), verdict: .completed, endedAt: .at(9_999_999))
        #expect(try await store.settle(settlement) == .held)
    }
}
