import Foundation
import Testing
import YobanCore
import YobanTestKit

@testable import YobanMySQL

@Suite("The connection is cut at the COMMIT", .timeLimit(.minutes(10)))
struct CommitTests {
    @Test("an enqueue is done once", arguments: CutWire.Cut.allCases)
    func enqueue(_ cut: CutWire.Cut) async throws {
        let (database, wire, store) = try await stage()
        wire.cut(cut)
        let answers = try await store.enqueue([job("a"), job("b")], now: .at(0))
        #expect(wire.hasCut)
        #expect(try await store.jobs(JobFilter()).map(\.id) == answers.map(\.id).reversed())
        #expect(try database.admin().value("SELECT count(*) FROM batch_job_queue") == "2")
    }

    @Test("a claim is held once, and its job is not lost", arguments: CutWire.Cut.allCases)
    func claim(_ cut: CutWire.Cut) async throws {
        let (_, wire, store) = try await stage()
        _ = try await store.enqueue([job("a"), job("b")], now: .at(0))
        wire.cut(cut)
        let claim = try await claim(store)
        #expect(wire.hasCut && claim.job.attemptNumber == 1)
        #expect(try await store.held(by: WorkerID("w")) == [claim])
        #expect(try await store.report(Progress(percentage: 1), for: claim) == .held)
    }

    @Test("a settlement counts once, and is known to be ours", arguments: CutWire.Cut.allCases)
    func settle(_ cut: CutWire.Cut) async throws {
        let (_, wire, store) = try await stage()
        _ = try await store.enqueue([job("a")], now: .at(0))
        let claim = try await claim(store)
        wire.cut(cut)
        let settlement = Settlement(
            claim: claim, outcome: AttemptOutcome(reason: .exit, exitCode: 1), verdict: .retry(at: .at(9)), endedAt: .at(2))
        #expect(try await store.settle(settlement) == .held)
        #expect(wire.hasCut)
        #expect(try await store.job(claim.job.id)?.retryCount == 1)
        #expect(try await store.settle(settlement) == .notHeld)
    }

    @Test("so are a begin, a release, and the firing of a schedule", arguments: CutWire.Cut.allCases)
    func others(_ cut: CutWire.Cut) async throws {
        let (_, wire, store) = try await stage()
        _ = try await store.enqueue([job("a")], now: .at(0))
        let claim = try await claim(store)
        wire.cut(cut)
        #expect(try await store.begin(claim, runDirectory: "/r", startedAt: .at(2)) == .held)
        #expect(wire.hasCut)
        wire.cut(cut)
        #expect(try await store.release(claim, to: nil, now: .at(3)) == .held)
        #expect(wire.hasCut)
        #expect(try await store.attempts(of: claim.job.id).map(\.state) == [.released])
        let key = try #require(JobKey("nightly"))
        _ = try await store.schedules([key: "0 2 * * *"], now: .at(0))
        wire.cut(cut)
        let fired = try await store.fire(key, planned: .at(60), after: .at(0), job: job("fired"), now: .at(61))
        #expect(wire.hasCut && fired != nil)
        #expect(try await store.unfinishedCount() == 2)
    }

    @Test("a COMMIT that never gets through is given up, and nothing is done")
    func never() async throws {
        let database = try await TestDatabase.migrated()
        let wire = try CutWire(to: database.server)
        let store = try await open(database, wire, TimeLimits(connect: 1, answer: 2, lock: 1, call: .seconds(2)))
        wire.cut(.before, times: .max)
        let error = await #expect(throws: StoreError.self) { _ = try await store.enqueue([job("a")], now: .at(0)) }
        #expect(error?.code == .unreachable, "\(String(describing: error))")
        #expect(try database.admin().value("SELECT count(*) FROM batch_job_queue") == "0")
        wire.cut(.before, times: 0)
        #expect(try await store.enqueue([job("a")], now: .at(0)).count == 1)
    }

    @Test("a token is made and revoked once, a request is begun once, and each is known to be ours", arguments: CutWire.Cut.allCases)
    func access(_ cut: CutWire.Cut) async throws {
        let (_, wire, store) = try await stage()
        let author = Author(name: "山田")
        wire.cut(cut)
        let new = NewAccessToken(name: "deploy", hash: "h", scopes: [.jobsRead], createdBy: "山田")
        let token = try #require(try await store.addToken(new, by: author, now: .at(1)))
        #expect(wire.hasCut)
        #expect(try await store.tokens() == [token])
        wire.cut(cut)
        #expect(try await store.revokeToken(token.id, by: author, now: .at(2)))
        #expect(wire.hasCut)
        let request = IdempotentRequest(sender: "s", key: "k", hash: "h")
        wire.cut(cut)
        #expect(try await store.begin(request, now: .at(3)) == .new)
        #expect(wire.hasCut)
        #expect(try await store.begin(request, now: .at(4)) == .underWay(since: .at(3)))
        #expect(try await store.audit(AuditFilter()).map(\.action) == [.revokeToken, .createToken])
    }

    @Test("a user, a link, a session and its end are there once, and each is known to be ours", arguments: CutWire.Cut.allCases)
    func users(_ cut: CutWire.Cut) async throws {
        let (_, wire, store) = try await stage()
        let author = Author(name: "山田")
        wire.cut(cut)
        let new = NewUser(name: "suzuki", role: .operator, createdBy: "山田")
        let user = try #require(try await store.addUser(new, by: author, now: .at(1)))
        #expect(wire.hasCut)
        #expect(try await store.users() == [user])
        wire.cut(cut)
        let link = NewSignInLink(hash: "h", user: user.id, expiresAt: .at(9), createdBy: "山田")
        #expect(try await store.addSignInLink(link, by: author, now: .at(2)))
        #expect(wire.hasCut)
        wire.cut(cut)
        let opened = NewUserSession(hash: "s", address: nil, agent: "", expiresAt: .at(9))
        let session = try #require(try await store.signIn(link: "h", opened, now: .at(3)))
        #expect(wire.hasCut)
        #expect(try await store.sessions() == [session])
        wire.cut(cut)
        #expect(try await store.endSession(session.id, by: author, now: .at(4)))
        #expect(wire.hasCut)
        wire.cut(cut)
        #expect(try await store.changeUser(user.id, role: .admin, isDisabled: true, by: author, now: .at(5)))
        #expect(wire.hasCut)
        let noted = try await store.audit(AuditFilter()).map(\.action)
        #expect(noted == [.changeUser, .signOut, .signIn, .linkUser, .createUser])
    }

    @Test("what a person did is noted once", arguments: CutWire.Cut.allCases)
    func audit(_ cut: CutWire.Cut) async throws {
        let (_, wire, store) = try await stage()
        let author = Author(name: "山田")
        wire.cut(cut)
        let id = try await store.enqueue([job("a")], by: author, now: .at(0))[0].id
        #expect(wire.hasCut)
        wire.cut(cut)
        _ = try await store.requestStop(id, by: author, now: .at(1))
        #expect(wire.hasCut)
        #expect(try await store.audit(AuditFilter()).map(\.action) == [.stop, .enqueue])
    }

    @Test("and the server stays away: the caller is told that it is not known, and the next claim gives back what may have been taken")
    func unknown() async throws {
        let server = try await PrivateMariaDB.own()
        let database = try TestDatabase(server)
        _ = try await MySQLStore.migrate(database.address(), dryRun: false)
        let wire = try CutWire(to: server)
        let store = try await open(database, wire, TimeLimits(connect: 1, answer: 2, lock: 1, call: .seconds(2)))
        _ = try await store.enqueue([job("a")], now: .at(0))
        wire.cut(.after)
        try await server.freeze()
        let stopped = await #expect(throws: StoreError.self) { _ = try await claim(store) }
        #expect(stopped?.code == .unreachable || stopped?.code == .unknownOutcome, "\(String(describing: stopped))")
        try server.thaw()
        #expect(await holds { (try? await claim(store))?.job.name == "a" })

        let settled = try #require(try await store.held(by: WorkerID("w")).first)
        #expect(try await store.release(settled, to: nil, now: .at(3)) == .held)
        wire.cut(.after)
        let hidden = wire.path + ".away"
        // The wire is gone for new connections from here on.
        #expect(rename(wire.path, hidden) == 0)
        let error = await #expect(throws: StoreError.self) { _ = try await claim(store) }
        #expect(error?.code == .unknownOutcome && error?.text.en.contains("not known") == true, "\(String(describing: error))")
        #expect(try database.admin().value("SELECT status FROM batch_job_queue") == "running")
        #expect(rename(hidden, wire.path) == 0)
        var again: Claim?
        #expect(
            await holds {
                again = try? await claim(store); return again != nil
            })
        #expect(again?.job.name == "a")
        #expect(try await store.held(by: WorkerID("w")).count == 1)
    }

    private func stage() async throws -> (TestDatabase, CutWire, MySQLStore) {
        let database = try await TestDatabase.migrated()
        let wire = try CutWire(to: database.server)
        return (database, wire, try await open(database, wire, .ordinary))
    }

    private func open(_ database: TestDatabase, _ wire: CutWire, _ limits: TimeLimits) async throws -> MySQLStore {
        try await MySQLStore.open(
            MySQLAddress(parsing: "mysql://root@/\(database.name)?socket=\(wire.path)"), connections: 1, limits: limits)
    }

    private func job(_ name: String) -> NewJob { NewJob(key: nil, name: name, scriptPath: "/s") }

    private func claim(_ store: MySQLStore) async throws -> Claim {
        try #require(try await store.claim([ClaimToken("t")], queues: ["default"], by: WorkerID("w"), on: "h", now: .at(1)).first)
    }
}
