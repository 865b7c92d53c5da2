import GRDB
import Testing
import YobanCore
import YobanTestKit

@testable import YobanSQLite

@Suite("Tokens, audit and requests", .timeLimit(.minutes(10)))
struct AccessTests {
    @Test("a change that can't be noted is not made")
    func together() async throws {
        let scratch = try Scratch()
        let store = try await scratch.open(.daemon)
        try await changesNothing(store) { try await scratch.foreign().write { try $0.execute(sql: "DROP TABLE audit") } }
    }

    @Test("a token whose keys can't be read may do nothing, and a scope or an action that this program doesn't know is left out")
    func unreadable() async throws {
        let scratch = try Scratch()
        let store = try await scratch.open()
        try await scratch.foreign().write { database in
            try database.execute(
                sql: """
                    INSERT INTO access_token (name, hash, scopes, key_globs, created_ms, created_by) VALUES
                        ('a', 'a', 'admin', '[', 0, ''), ('b', 'b', 'admin', '[]', 0, ''), ('c', 'c', 'jobs:read later', NULL, 0, '');
                    INSERT INTO audit (at_ms, author, action, target) VALUES (0, 'a', 'later', '1'), (0, 'a', 'job.stop', '2');
                    """)
        }
        #expect(try await store.tokens().map(\.new.scopes) == [[], [], [.jobsRead]])
        #expect(try await store.audit(AuditFilter()).map(\.target) == ["2"])
    }

    @Test("a user whose role this program doesn't know may do nothing")
    func unknownRole() async throws {
        let scratch = try Scratch()
        let store = try await scratch.open()
        try await scratch.foreign().write { database in
            try database.execute(sql: "INSERT INTO screen_user (name, role, created_ms, created_by) VALUES ('a', 'later', 0, '')")
        }
        let user = try #require(try await store.users().first)
        #expect(user.role == .viewer && user.isDisabled)
        let link = NewSignInLink(hash: "h", user: user.id, expiresAt: .at(9), createdBy: "a")
        #expect(try await !store.addSignInLink(link, by: Author(name: "a"), now: .at(0)))
    }

    @Test("a NUL does not cut the name of a token or a user short, and one in what a browser says does not keep anybody out")
    func noNUL() async throws {
        let scratch = try Scratch()
        let store = try await scratch.open()
        let new = NewAccessToken(name: "deploy\u{0}1", hash: "h", scopes: [.admin], createdBy: "a")
        let error = await #expect(throws: StoreError.self) { try await store.addToken(new, by: Author(name: "a\u{0}b"), now: .at(0)) }
        #expect(error?.code == .refused)
        let author = Author(name: "a")
        let refused = await #expect(throws: StoreError.self) {
            try await store.addUser(NewUser(name: "admin\u{0}1", role: .admin, createdBy: "a"), by: author, now: .at(0))
        }
        #expect(refused?.code == .refused)
        let user = try #require(try await store.addUser(NewUser(name: "admin", role: .admin, createdBy: "a"), by: author, now: .at(0)))
        let link = NewSignInLink(hash: "h", user: user.id, expiresAt: .at(9), createdBy: "a\u{0}b")
        #expect(try await store.addSignInLink(link, by: author, now: .at(0)))
        let session = NewUserSession(hash: "s", address: "\u{0}", agent: "Browser\u{0}1", expiresAt: .at(9))
        #expect(try await store.signIn(link: "h", session, now: .at(1)) != nil)
        #expect(try await store.sessions().map(\.new.agent) == ["Browser\u{FFFD}1"])
    }

    @Test("a store of version 2 is brought up with all its rows")
    func migration() async throws {
        let scratch = try Scratch()
        let others = try scratch.foreign()
        try await others.write { database in
            for migration in Migration.all.prefix(2) {
                for statement in (migration.number == 1 ? [Migration.createVersionTable] : []) + (try migration.statements(database)) {
                    try database.execute(sql: statement)
                }
                try database.execute(sql: "INSERT INTO schema_version VALUES (\(migration.number), '', '')")
            }
            try database.execute(sql: ManyHostsMigrationTests.rows.replacing("INSERT INTO worker VALUES", with: Self.workerOfVersion2))
        }
        let refused = await #expect(throws: StoreError.self) { try await scratch.open() }
        #expect(refused?.code == .schemaTooOld)
        let planned = try await SQLiteStore.migrate(path: scratch.path, dryRun: true)
        let added = [Schema.access, Schema.notices, Schema.lists, Schema.pauses, Schema.users, Schema.condition].map(\.count)
        #expect(planned.count == added.reduce(7, +))
        #expect(planned.contains { $0.contains("CREATE TABLE audit") })
        #expect(try await others.read { try !$0.tableExists("audit") })
        #expect(try await SQLiteStore.migrate(path: scratch.path, dryRun: false) == planned)
        let store = try await scratch.open(.daemon)
        #expect(try await store.jobs(JobFilter()).map(\.name) == ["停止", "失敗", "完了", "実行", "予約", "待機"])
        #expect(try await store.retry(JobID(5), by: Author(name: "山田"), now: .at(1)) == .queued)
        #expect(try await store.audit(AuditFilter()).map(\.before) == ["failed"])
    }

    private static let workerOfVersion2 =
        "INSERT INTO worker (id, host, pid, session, beat, slots, boot_id, doorbell, version, seen_ms) VALUES"
}
