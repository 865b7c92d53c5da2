import Foundation
import Testing
import YobanCore
import YobanRows
import YobanTestKit

@testable import YobanMySQL

@Suite("Trouble with the server's answer", .timeLimit(.minutes(10)))
struct ErrorTests {
    @Test(
        "a server that can't be reached is told with what to look at",
        arguments: [
            ("mysql://u@127.0.0.1:1/d", "does not answer"), ("mysql://u@/d?socket=/no/such.sock", "does not answer"),
            ("mysql://u@no-such-host.invalid/d?tls=off", "not known"),
        ])
    func unreachable(_ url: String, _ words: String) async throws {
        let error = try await failure { _ = try await MySQLStore.open(MySQLAddress(parsing: url)) }
        #expect(error.code == .unreachable && error.isTransient && error.text.en.contains(words), "\(error.text.en)")
    }

    @Test("a wrong password, a missing file with it, and a missing database are told apart; the password is not told")
    func login() async throws {
        let database = try await TestDatabase.migrated()
        let admin = try database.admin()
        try admin.query("CREATE USER \(database.name)@localhost IDENTIFIED BY 'right-one'")
        try admin.query("GRANT ALL ON \(database.name).* TO \(database.name)@localhost")
        let file = database.server.folder + "/pw-" + database.name
        func address(_ password: String) throws -> MySQLAddress {
            try Data("\(password)\n".utf8).write(to: URL(filePath: file))
            return try database.address(user: database.name, "&password-file=\(file)")
        }
        _ = try await MySQLStore.open(address("right-one"))
        let wrong = try await failure { _ = try await MySQLStore.open(address("wrong-one")) }
        #expect(wrong.code == .denied && wrong.text.en.contains("refuses the user or the password"))
        #expect(!"\(wrong)".contains("wrong-one"))
        var missing = try address("right-one")
        missing.password = .file(file + ".missing")
        #expect(try await failure { _ = try await MySQLStore.open(missing) }.text.ja.contains(file + ".missing"))
        var elsewhere = try database.address()
        elsewhere.database = "no_such_database"
        #expect(try await failure { _ = try await MySQLStore.open(elsewhere) }.text.en.contains("CREATE DATABASE"))
        try admin.query("DROP USER \(database.name)@localhost")
    }

    @Test("missing rights are told with the GRANT that gives them, and those that are documented are enough")
    func rights() async throws {
        let database = try await TestDatabase.migrated()
        let admin = try database.admin()
        let user = database.name
        try admin.query("CREATE USER \(user)@localhost")
        let none = try await failure { _ = try await MySQLStore.open(database.address(user: user)) }
        #expect(
            none.code == .denied
                && none.text.en.contains("GRANT SELECT, INSERT, UPDATE, DELETE ON `\(database.name)`.* TO '\(user)'@'localhost'"))
        try admin.query("GRANT SELECT ON \(user).* TO \(user)@localhost")
        let store = try await MySQLStore.open(database.address(user: user))
        let error = try await failure { _ = try await store.enqueue([job()], now: .at(0)) }
        #expect(
            error.code == .denied && error.text.en.contains("GRANT INSERT ON `\(database.name)`.* TO '\(user)'@'localhost'"),
            "\(error.text.en)")
        try admin.query("GRANT INSERT, UPDATE, DELETE ON \(user).* TO \(user)@localhost")
        let other = try await MySQLStore.open(database.address(user: user))
        _ = try await other.enqueue([job()], now: .at(0))
        #expect(try await other.claim([ClaimToken("t")], queues: ["default"], by: WorkerID("w"), on: "h", now: .at(1)).count == 1)

        // The one who migrates needs more.
        let empty = try TestDatabase(database.server)
        try admin.query("GRANT SELECT, INSERT ON \(empty.name).* TO \(user)@localhost")
        let migration = try await failure { _ = try await MySQLStore.migrate(empty.address(user: user), dryRun: false) }
        #expect(migration.text.en.contains("GRANT CREATE"), "\(migration.text.en)")
        try admin.query("GRANT CREATE, ALTER, INDEX, REFERENCES ON \(empty.name).* TO \(user)@localhost")
        _ = try await MySQLStore.migrate(empty.address(user: user), dryRun: false)
        try admin.query("DROP USER \(user)@localhost")
    }

    @Test("what is too long or out of range is refused, and nothing is written")
    func refused() async throws {
        let database = try await TestDatabase.migrated()
        let store = try await database.open()
        var long = job()
        long.queue = String(repeating: "q", count: 101)
        var large = job()
        large.priority = .max
        for bad in [long, large] {
            let error = try await failure { _ = try await store.enqueue([job(), bad], now: .at(0)) }
            #expect(error.code == .refused && !error.isTransient)
        }
        #expect(try await store.newestJob() == nil)
    }

    @Test("a table that went away is told as a matter for migrate")
    func missingTable() async throws {
        let database = try await TestDatabase.migrated()
        let store = try await database.open()
        try database.admin().query("DROP TABLE schedule")
        #expect(try await failure { _ = try await store.schedules([:], now: .at(0)) }.code == .schemaTooOld)
    }

    @Test("a row that another program keeps locked is busy, and free when it lets go")
    func locked() async throws {
        let database = try await TestDatabase.migrated()
        let store = try await MySQLStore.open(database.address(), limits: TimeLimits(lock: 1, call: .seconds(2)))
        let id = try await store.enqueue([job()], now: .at(0))[0].id
        let others = try database.admin()
        try others.query("BEGIN")
        try others.query("SELECT * FROM batch_job_queue WHERE id = \(id) FOR UPDATE")
        let error = try await failure { _ = try await store.requestStop(id, now: .at(1)) }
        #expect(error.code == .busy && error.isTransient)
        try others.query("COMMIT")
        #expect(try await store.requestStop(id, now: .at(1)) == .stoppedBeforeStart)
    }

    @Test("a deadlock is met by trying again: the caller never hears of it")
    func deadlock() async throws {
        let database = try await TestDatabase.migrated()
        let store = try await database.open()
        let ids = try await store.enqueue([job(), job()], now: .at(0)).map(\.id)
        let both = Barrier(2)
        let runs = try await withThrowingTaskGroup(of: Int.self) { group in
            for order in [ids, ids.reversed()] {
                group.addTask {
                    let runs = Counter()
                    _ = try await store.write(.look) { session in
                        let isFirst = runs.increase() == 1
                        try session.run(Queries.stopPending, ["id": Value(order[0]), "now": Value(time: .at(1))])
                        if isFirst { both.wait() }
                        try session.run(Queries.stopPending, ["id": Value(order[1]), "now": Value(time: .at(1))])
                        return true
                    }
                    return runs.value
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(runs == 3)
        #expect(try await store.unfinishedCount() == 0)
    }

    @Test("a cancelled task changes nothing")
    func cancelled() async throws {
        let database = try await TestDatabase.migrated()
        let store = try await database.open()
        // A task, because only a task can be cancelled.
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            _ = try await store.enqueue([job()], now: .at(0))
        }
        let error = await #expect(throws: StoreError.self) { try await task.value }
        #expect(error?.code == .interrupted)
        #expect(try await store.newestJob() == nil)
    }

    @Test("a store that was closed says so")
    func closed() async throws {
        let database = try await TestDatabase.migrated()
        let store = try await database.open()
        await store.close()
        #expect(try await failure { _ = try await store.newestJob() }.code == .unreachable)
    }

    @Test(
        "the server's codes are told by ours, in both languages",
        arguments: [
            (1213, .busy), (2006, .unreachable), (2013, .unreachable), (1927, .unreachable), (1205, .busy), (1969, .busy), (1040, .busy),
            (1226, .busy), (2002, .unreachable), (2003, .unreachable), (2005, .unreachable), (2026, .unreachable), (1045, .denied),
            (1044, .denied), (1142, .denied), (1049, .unreachable), (1047, .unreachable), (1290, .readOnly), (1836, .readOnly),
            (1021, .full), (1114, .full), (1034, .corrupt), (1146, .schemaTooOld), (1054, .schemaTooOld), (1366, .refused),
            (1406, .refused), (4025, .refused), (1064, .unexpected),
        ] as [(UInt32, StoreError.Code)])
    func codes(_ code: UInt32, _ ours: StoreError.Code) {
        let error = StoreError(ServerFailure(code: code, message: "m"), doing: .claim, label: "u@h:1/d")
        #expect(error.code == ours && error.cause == "\(code) m")
        #expect(error.why.map { $0.ja != $0.en && !$0.ja.isEmpty && !$0.en.isEmpty } == true)
    }

    @Test("a server that is too old, and an outcome that is not known, are told")
    func others() {
        let old = StoreError(ServerTooOld(version: "5.5.68-MariaDB"), doing: .claim, label: "l")
        #expect(old.code == .notAStore && old.text.ja.contains("5.5.68") && old.text.en.contains("5.5.68"))
        let unknown = StoreError(UnknownOutcome(failure: ServerFailure(code: 2013, message: "m")), doing: .enqueue, label: "l")
        #expect(unknown.code == .unknownOutcome)
    }

    private func job() -> NewJob { NewJob(key: nil, name: "n", scriptPath: "/s") }
}

/// The error of a call that has to fail.
func failure(_ call: () async throws -> Void) async throws -> StoreError {
    try #require(await #expect(throws: StoreError.self) { try await call() })
}
