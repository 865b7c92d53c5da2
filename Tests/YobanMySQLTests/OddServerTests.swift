import Foundation
import Testing
import YobanCore
import YobanRows
import YobanTestKit

@testable import YobanMySQL

@Suite("Servers that are odd", .timeLimit(.minutes(10)))
struct OddServerTests {
    @Test("the server's clock may be years away: nothing is compared with it", arguments: [946_684_800, 2_100_000_000])
    func clock(_ seconds: Int) async throws {
        // For all but an administrator's connections, as if its clock stood there.
        let server = try await PrivateMariaDB.own(["--init-connect=SET timestamp = \(seconds)"])
        let database = try TestDatabase(server)
        _ = try await MySQLStore.migrate(database.address(), dryRun: false)
        let admin = try database.admin()
        try admin.query("CREATE USER worker@localhost")
        try admin.query("GRANT SELECT, INSERT, UPDATE, DELETE ON \(database.name).* TO worker@localhost")
        let store = try await MySQLStore.open(database.address(user: "worker"))
        let theirs = try await store.perform(.look) { try $0.row("SELECT UNIX_TIMESTAMP()") { $0.integer() } ?? nil }
        #expect(theirs == Int64(seconds))

        var later = job()
        later.runAfter = .at(100)
        let ids = try await store.enqueue([job(), later], now: .at(0)).map(\.id)
        #expect(try await store.job(ids[0])?.createdAt == .at(0))
        #expect(try await store.promote(now: .at(99)) == Promotion(promoted: 0, nextDue: .at(100)))
        #expect(try await store.promote(now: .at(100)) == Promotion(promoted: 1, nextDue: nil))
        for id in ids {
            let claim = try #require(
                try await store.claim([ClaimToken("t")], queues: ["default"], by: WorkerID("w"), on: "h", now: .at(101)).first)
            #expect(claim.job.id == id)
            #expect(try await store.begin(claim, runDirectory: "/r", startedAt: .at(102)) == .held)
            let settlement = Settlement(claim: claim, outcome: AttemptOutcome(reason: .ok), verdict: .completed, endedAt: .at(103))
            #expect(try await store.settle(settlement) == .held)
            let job = try #require(try await store.job(id))
            #expect(job.startedAt == .at(102) && job.completedAt == .at(103))
        }
        let worker = WorkerRecord(
            id: WorkerID("w"), host: "h", pid: 1, slots: 1, bootID: "b", doorbell: "", version: "1", seenAt: .at(101))
        let session = try await store.register(worker)
        #expect(try await store.renew(worker.id, session: session, now: .at(104)) == .held(isDraining: false))
        #expect(try await store.workers().map(\.seenAt) == [.at(104)])
        #expect(try await store.prune(finishedBefore: .at(103), limit: 10) == 0)
        #expect(try await store.workers().count == 1)
        #expect(try await store.prune(finishedBefore: .at(105), limit: 10) == 2)
        #expect(try await store.workers().isEmpty)
        try await offPool { server.kill() }
    }

    @Test("one that is too old is refused with its version, before anything is changed", arguments: ["10.6.12-MariaDB", "5.7.44"])
    func tooOld(_ version: String) async throws {
        let server = try await PrivateMariaDB.own(["--version=\(version)"])
        let database = try TestDatabase(server)
        for call in [
            { _ = try await MySQLStore.open(database.address()) }, { _ = try await MySQLStore.migrate(database.address(), dryRun: false) },
        ] {
            let error = try await failure(call)
            #expect(error.code == .notAStore && error.text.en.contains(version) && error.text.ja.contains(version), "\(error.text.en)")
        }
        #expect(try database.admin().query("SHOW TABLES").isEmpty)
        try await offPool { server.kill() }
    }

    private func job() -> NewJob { NewJob(key: nil, name: "n", scriptPath: "/s") }
}
