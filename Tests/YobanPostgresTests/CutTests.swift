import Foundation
import Testing
import YobanCore
import YobanTestKit

@testable import YobanPostgres

@Suite("A connection that is cut in the middle of a commit", .serialized, .timeLimit(.minutes(10)))
struct CutTests {
    /// A store behind a wire, with one connection whose statements are prepared.
    struct Line {
        let scratch: Scratch
        let wire: Wire
        let store: PostgresStore

        init(patience: Duration = .seconds(6)) async throws {
            scratch = try await Scratch().migrated()
            wire = try Wire(to: scratch.server)
            let address = "postgres://postgres@/postgres?host=\(wire.folder)&schema=\(scratch.schema)"
            store = try await PostgresStore.open(address, connections: 1, patience: patience)
            // The first of each statement is sent with its text; what is cut later is the bare call.
            let id = try await enqueue()
            let claim = try #require(try await claim("warm"))
            _ = try await store.settle(settlement(claim))
            _ = try await store.retry(id, now: .at(2))
            _ = try await store.release(try #require(try await self.claim("warm again")), to: nil, now: .at(2))
            _ = try await store.requestStop(id, now: .at(2))
        }

        func enqueue() async throws -> JobID {
            try await store.enqueue([NewJob(key: nil, name: "job", scriptPath: "/s")], now: .at(0))[0].id
        }
        func claim(_ token: String) async throws -> Claim? {
            try await store.claim([ClaimToken(token)], queues: ["default"], by: WorkerID("w"), on: "h", now: .at(1)).first
        }
        func settlement(_ claim: Claim) -> Settlement {
            Settlement(claim: claim, outcome: AttemptOutcome(reason: .ok), verdict: .completed, endedAt: .at(2))
        }
        func count(_ condition: String) async throws -> String? {
            try await scratch.foreign().execute("SELECT count(*) FROM batch_job_queue WHERE \(condition)")[0]
        }
    }

    @Test("a claim is made once, and its answer comes", arguments: [Wire.Cut.beforeServer(""), .afterAnswer("")])
    func claim(_ cut: Wire.Cut) async throws {
        let line = try await Line()
        for _ in 0..<3 { _ = try await line.enqueue() }
        line.wire.arm(cut)
        let claim = try #require(try await line.claim("t"))
        #expect(line.wire.wasCut && claim.token == ClaimToken("t") && claim.job.attemptNumber == 1)
        #expect(try await line.count("status = 'running'") == "1")
        #expect(try await line.store.attempts(of: claim.job.id).map(\.id) == [claim.attempt])
    }

    @Test("a result is written once, and known as written", arguments: [Wire.Cut.beforeServer(""), .afterAnswer("")])
    func settle(_ cut: Wire.Cut) async throws {
        let line = try await Line()
        _ = try await line.enqueue()
        let claim = try #require(try await line.claim("t"))
        line.wire.arm(cut)
        #expect(try await line.store.settle(line.settlement(claim)) == .held)
        #expect(line.wire.wasCut)
        #expect(try await line.store.settle(line.settlement(claim)) == .notHeld)
    }

    @Test("a job is given back once", arguments: [Wire.Cut.beforeServer(""), .afterAnswer("")])
    func release(_ cut: Wire.Cut) async throws {
        let line = try await Line()
        _ = try await line.enqueue()
        let claim = try #require(try await line.claim("t"))
        line.wire.arm(cut)
        #expect(try await line.store.release(claim, to: nil, now: .at(3)) == .held)
        #expect(line.wire.wasCut)
    }

    @Test(
        "a job is enqueued once", arguments: [Wire.Cut.beforeServer("COMMIT"), .afterAnswer("COMMIT"), .beforeServer(""), .afterAnswer("")])
    func enqueue(_ cut: Wire.Cut) async throws {
        let line = try await Line()
        line.wire.arm(cut)
        let id = try await line.enqueue()
        #expect(line.wire.wasCut)
        #expect(try await line.count("status = 'pending'") == "1")
        #expect(try await line.store.job(id)?.name == "job")
    }

    @Test("a person's stop and retry get their own answer", arguments: [Wire.Cut.beforeServer("COMMIT"), .afterAnswer("COMMIT")])
    func people(_ cut: Wire.Cut) async throws {
        let line = try await Line()
        let id = try await line.enqueue()
        line.wire.arm(cut)
        #expect(try await line.store.requestStop(id, now: .at(3)) == .stoppedBeforeStart)
        line.wire.arm(cut)
        #expect(try await line.store.retry(id, now: .at(4)) == .queued)
        #expect(line.wire.wasCut)
    }

    @Test(
        "a token is made once, a request is begun once, and each is known to be ours",
        arguments: [Wire.Cut.beforeServer("COMMIT"), .afterAnswer("COMMIT")])
    func access(_ cut: Wire.Cut) async throws {
        let line = try await Line()
        let new = NewAccessToken(name: "deploy", hash: "h", scopes: [.jobsRead], createdBy: "山田")
        line.wire.arm(cut)
        let token = try #require(try await line.store.addToken(new, by: Author(name: "山田"), now: .at(1)))
        #expect(line.wire.wasCut)
        #expect(try await line.store.tokens() == [token])
        #expect(try await line.store.audit(AuditFilter()).map(\.action) == [.createToken])
        let request = IdempotentRequest(sender: "s", key: "k", hash: "h")
        line.wire.arm(cut)
        #expect(try await line.store.begin(request, now: .at(3)) == .new)
        #expect(line.wire.wasCut)
        #expect(try await line.store.begin(request, now: .at(4)) == .underWay(since: .at(3)))
    }

    @Test(
        "a user, a link, a session and its end are there once, and each is known to be ours",
        arguments: [Wire.Cut.beforeServer("COMMIT"), .afterAnswer("COMMIT")])
    func users(_ cut: Wire.Cut) async throws {
        let line = try await Line()
        let author = Author(name: "山田")
        line.wire.arm(cut)
        let new = NewUser(name: "suzuki", role: .operator, createdBy: "山田")
        let user = try #require(try await line.store.addUser(new, by: author, now: .at(1)))
        #expect(line.wire.wasCut)
        line.wire.arm(cut)
        let link = NewSignInLink(hash: "h", user: user.id, expiresAt: .at(9), createdBy: "山田")
        #expect(try await line.store.addSignInLink(link, by: author, now: .at(2)))
        line.wire.arm(cut)
        let opened = NewUserSession(hash: "s", address: nil, agent: "", expiresAt: .at(9))
        let session = try #require(try await line.store.signIn(link: "h", opened, now: .at(3)))
        #expect(line.wire.wasCut)
        #expect(try await line.store.sessions() == [session])
        line.wire.arm(cut)
        #expect(try await line.store.endSession(session.id, by: author, now: .at(4)))
        line.wire.arm(cut)
        #expect(try await line.store.changeUser(user.id, role: .admin, isDisabled: true, by: author, now: .at(5)))
        #expect(line.wire.wasCut)
        let noted = try await line.store.audit(AuditFilter()).map(\.action)
        #expect(noted == [.changeUser, .signOut, .signIn, .linkUser, .createUser])
    }

    @Test("a claim that was given up as unknown is given back as soon as the server answers again")
    func unknownClaim() async throws {
        let line = try await Line(patience: .seconds(3))
        let id = try await line.enqueue()
        line.wire.arm(.afterAnswer(""))
        line.wire.die()
        let error = await #expect(throws: StoreError.self) { try await line.claim("lost") }
        #expect(error?.code == .unknownOutcome && error?.isTransient == true)
        #expect(try await line.count("status = 'running'") == "1")
        line.wire.revive()
        let claim = try #require(try await eventually { try await line.claim("next") })
        #expect(claim.job.id == id && claim.job.attemptNumber == 2)
        #expect(try await line.store.attempts(of: id).map(\.state) == [.released, .claimed])
    }

    @Test("a result that was given up as unknown is known when it is written again", arguments: [true, false])
    func unknownResult(_ wasWritten: Bool) async throws {
        let line = try await Line(patience: .seconds(3))
        _ = try await line.enqueue()
        let claim = try #require(try await line.claim("t"))
        line.wire.arm(wasWritten ? .afterAnswer("") : .beforeServer(""))
        line.wire.die()
        let error = await #expect(throws: StoreError.self) { try await line.store.settle(line.settlement(claim)) }
        #expect(error?.code == .unknownOutcome)
        line.wire.revive()
        #expect(try await eventually { try await line.store.settle(line.settlement(claim)) } == .held)
    }

    @Test("what the server still does for a lost connection is ended before it is asked for again")
    func late() async throws {
        let line = try await Line()
        let id = try await line.enqueue()
        let claim = try #require(try await line.claim("t"))
        let others = try line.scratch.foreign()
        try await others.execute("BEGIN; SELECT 1 FROM batch_job_queue WHERE id = \(id) FOR UPDATE")
        // Within a transaction the server shows the sessions as they were.
        let observer = try line.scratch.foreign()
        // The server waits for the row's lock when the wire is cut, and would go on waiting.
        async let holding = line.store.settle(line.settlement(claim))
        try await waitUntil { try await Self.waiting(observer).count == 1 }
        let lost = try await Self.waiting(observer)
        line.wire.cutAll()
        try await waitUntil { try await Self.waiting(observer).contains { !lost.contains($0) } }
        #expect(try await Self.waiting(observer).count == 1)
        try await others.execute("COMMIT")
        #expect(try await holding == .held)
        #expect(try await line.store.attempts(of: id).map(\.state) == [.ended])
    }

    /// The sessions that wait for the lock of a row.
    private static func waiting(_ observer: SeedProgram) async throws -> [String?] {
        try await observer.execute(
            """
            SELECT pid::text FROM pg_stat_activity AS waiting WHERE cardinality(pg_blocking_pids(pid)) > 0 AND EXISTS (
                SELECT FROM pg_locks WHERE pid = waiting.pid AND relation = 'batch_job_queue'::regclass)
            """)
    }
}

/// Repeats what fails for now, as callers of a store do.
func eventually<T: Sendable>(_ body: () async throws -> T?) async throws -> T? {
    let end = ContinuousClock.now + .seconds(120)
    while true {
        do {
            if let value = try await body() { return value }
        } catch let error as StoreError where error.isTransient && ContinuousClock.now < end {}
        guard ContinuousClock.now < end else { return nil }
        // Between two looks at the fact.
        try await Task.sleep(for: .milliseconds(20))
    }
}

func waitUntil(_ body: () async throws -> Bool) async throws {
    let found = try await eventually { try await body() ? true : nil }
    #expect(found == true)
}
