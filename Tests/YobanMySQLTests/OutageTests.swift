import Foundation
import Testing
import YobanCore
import YobanTestKit

@testable import YobanMySQL

@Suite("Outages of the server", .timeLimit(.minutes(10)), .serialized)
struct OutageTests {
    @Test("a connection that an administrator kills is opened again: the next call succeeds")
    func killed() async throws {
        let database = try await TestDatabase.migrated()
        let store = try await database.open()
        for _ in 0..<3 {
            _ = try await store.enqueue([job()], now: .at(0))
            let admin = try database.admin()
            let threads = try admin.query(
                "SELECT id FROM information_schema.processlist WHERE db = '\(database.name)' AND id <> CONNECTION_ID()")
            #expect(!threads.isEmpty)
            for thread in threads { try admin.query("KILL \(thread[0] ?? "")") }
            #expect(try await store.unfinishedCount() > 0)
        }
        #expect(try await store.unfinishedCount() == 3)
    }

    @Test("a connection that is killed in the middle of its transaction: the transaction is made again, once")
    func killedInside() async throws {
        let database = try await TestDatabase.migrated()
        let store = try await database.open(connections: 1)
        let id = try await store.enqueue([job()], now: .at(0))[0].id
        let others = try database.admin()
        try others.query("BEGIN")
        try others.query("SELECT * FROM batch_job_queue WHERE id = \(id) FOR UPDATE")
        async let answer = store.requestStop(id, now: .at(1))
        let waiting = """
            SELECT id FROM information_schema.processlist WHERE db = '\(database.name)' AND info LIKE 'UPDATE batch_job_queue%'
            """
        let admin = try database.admin()
        #expect(try await holds { try !admin.query(waiting).isEmpty })
        for thread in try admin.query(waiting) { try admin.query("KILL \(thread[0] ?? "")") }
        #expect(try await holds { try !admin.query(waiting).isEmpty })
        try others.query("COMMIT")
        #expect(try await answer == .stoppedBeforeStart)
    }

    @Test("a server that becomes read-only is told, and the connection leads to where the address leads then")
    func readOnly() async throws {
        let (server, database, user) = try await ownServer()
        let store = try await MySQLStore.open(database.address(user: user))
        _ = try await store.enqueue([job()], now: .at(0))
        let admin = try database.admin()
        try admin.query("SET GLOBAL read_only = 1")
        let error = try await failure { _ = try await store.enqueue([job()], now: .at(0)) }
        #expect(error.code == .readOnly && error.text.en.contains("read-only"))
        #expect(try await store.unfinishedCount() == 1)
        try admin.query("SET GLOBAL read_only = 0")
        _ = try await store.enqueue([job()], now: .at(0))
        try await offPool { server.kill() }
    }

    @Test("too many connections are busy; when there is room again, calls succeed")
    func tooMany() async throws {
        let (server, database, user) = try await ownServer()
        let store = try await MySQLStore.open(database.address(user: user), connections: 3)
        let admin = try database.admin()
        try admin.query("SET GLOBAL max_connections = 10")
        var others: [Admin] = []
        while let other = try? Admin(server, database: database.name, user: user) { others.append(other) }
        #expect(others.count >= 5)
        let error = try await failure { _ = try await MySQLStore.open(database.address(user: user)) }
        #expect(error.code == .busy && error.text.en.contains("max_connections"))
        // The one that is open goes on.
        _ = try await store.enqueue([job()], now: .at(0))
        others.removeAll()
        #expect(await holds { (try? await MySQLStore.open(database.address(user: user))) != nil })
        try await offPool { server.kill() }
    }

    @Test("a server that hangs is noticed within 10 s, and works again when it goes on")
    func hangs() async throws {
        let (server, database, _) = try await ownServer()
        let store = try await database.open(connections: 1)
        let id = try await store.enqueue([job()], now: .at(0))[0].id
        try await server.freeze()
        let start = ContinuousClock.now
        let error = try await failure { _ = try await store.job(id) }
        #expect(error.code == .unreachable && ContinuousClock.now - start <= .seconds(10))
        let again = ContinuousClock.now
        #expect(try await failure { _ = try await store.job(id) }.code == .unreachable)
        #expect(ContinuousClock.now - again <= .seconds(10))
        try server.thaw()
        #expect(await holds { (try? await store.job(id)) != nil })
        try await offPool { server.kill() }
    }

    @Test("a server is killed and started again under load: every job is run once, and every settlement is there")
    func restarted() async throws {
        let (server, database, _) = try await ownServer()
        let first = try await database.open()
        let ids = try await first.enqueue((0..<1500).map { NewJob(key: nil, name: "\($0)", scriptPath: "/s") }, now: .at(0)).map(\.id)
        let failures = Counter()
        let settled = try await withThrowingTaskGroup(of: [JobID].self) { group in
            for number in 0..<4 {
                group.addTask {
                    let store = try await database.open(connections: 1)
                    var mine: [JobID] = []
                    while try await Self.patiently(failures, { try await store.unfinishedCount() }) > 0 {
                        var generator = SystemRandomNumberGenerator()
                        let tokens = [ClaimToken.random(using: &generator), .random(using: &generator)]
                        let claims = try await Self.patiently(failures) {
                            try await store.claim(tokens, queues: ["default"], by: WorkerID("w\(number)"), on: "h", now: .at(1))
                        }
                        for claim in claims {
                            let settlement = Settlement(
                                claim: claim, outcome: AttemptOutcome(reason: .ok), verdict: .completed, endedAt: .at(2))
                            // An answer that was lost for good may make the second try "not held": the attempt tells.
                            _ = try await Self.patiently(failures) { try await store.settle(settlement) }
                            #expect(try await Self.patiently(failures) { try await store.job(claim.job.id) }?.status == .completed)
                            mine.append(claim.job.id)
                        }
                    }
                    return mine
                }
            }
            group.addTask {
                for _ in 0..<2 {
                    let before = try await Self.patiently(failures) { try await first.unfinishedCount() }
                    #expect(
                        try await holds { try await Self.patiently(failures) { try await first.unfinishedCount() } < max(before - 50, 1) })
                    try await offPool {
                        server.kill()
                        try server.start()
                    }
                }
                return []
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(failures.value > 0)
        #expect(settled.sorted() == ids)
        #expect(try database.admin().value("SELECT count(*) FROM attempt WHERE state <> 'released'") == "1500")
        try await offPool { server.kill() }
    }

    @Test("a tablespace without room is full, not corrupt; what was there stays")
    func full() async throws {
        let server = try await PrivateMariaDB.own(["--innodb-file-per-table=0", "--innodb-data-file-path=ibdata1:12M"])
        let database = try TestDatabase(server)
        _ = try await MySQLStore.migrate(database.address(), dryRun: false)
        let store = try await database.open()
        var count = 0
        var large = job()
        large.parameters = ["p": String(repeating: "x", count: 500_000)]
        let error = try await failure {
            while count < 100 {
                _ = try await store.enqueue([large], now: .at(0))
                count += 1
            }
        }
        #expect(error.code == .full && error.isTransient, "\(error)")
        #expect(count > 0)
        #expect(try await store.unfinishedCount() == count)
        try await offPool { server.kill() }
    }

    /// A server that may be disturbed, our tables in it, and a user without an administrator's rights.
    private func ownServer() async throws -> (PrivateMariaDB, TestDatabase, String) {
        let server = try await PrivateMariaDB.own()
        let database = try TestDatabase(server)
        _ = try await MySQLStore.migrate(database.address(), dryRun: false)
        let admin = try database.admin()
        try admin.query("CREATE USER worker@localhost")
        try admin.query("GRANT SELECT, INSERT, UPDATE, DELETE ON \(database.name).* TO worker@localhost")
        return (server, database, "worker")
    }

    private func job() -> NewJob { NewJob(key: nil, name: "n", scriptPath: "/s") }

    /// As a worker does: while the trouble is one that passes, again.
    private static func patiently<T: Sendable>(_ failures: Counter, _ call: () async throws -> T) async throws -> T {
        while true {
            do {
                return try await call()
            } catch let error as StoreError where error.isTransient {
                _ = failures.increase()
                // Between two tries, as a worker's pause.
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }
}
