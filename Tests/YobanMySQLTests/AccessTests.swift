import Testing
import YobanCore
import YobanTestKit

@testable import YobanMySQL

@Suite("Tokens, audit and requests", .timeLimit(.minutes(10)))
struct AccessTests {
    @Test("a change that can't be noted is not made")
    func together() async throws {
        let database = try await TestDatabase.migrated()
        let store = try await database.open()
        try await changesNothing(store) { try database.admin().query("DROP TABLE audit") }
    }

    @Test("an author with a long name is noted as far as there is room")
    func longName() async throws {
        let store = try await TestDatabase.migrated().open()
        let author = Author(name: String(repeating: "長", count: 300), address: String(repeating: "x", count: 300))
        _ = try await store.enqueue([NewJob(key: nil, name: "a", scriptPath: "/s")], by: author, now: .at(0))
        #expect(try await store.audit(AuditFilter()).map(\.author.name) == [String(repeating: "長", count: 255)])
        let name = String(repeating: "夜", count: 100)
        let new = NewUser(name: name, role: .admin, createdBy: author.name)
        let user = try #require(try await store.addUser(new, by: author, now: .at(0)))
        let link = NewSignInLink(hash: "h", user: user.id, expiresAt: .at(9), createdBy: author.name)
        #expect(try await store.addSignInLink(link, by: author, now: .at(0)))
        let session = NewUserSession(hash: "s", address: author.address, agent: String(repeating: "窓", count: 300), expiresAt: .at(9))
        #expect(try await store.signIn(link: "h", session, now: .at(1)) != nil)
        #expect(try await store.sessions().map(\.user.name) == [name])
    }

    @Test("a database of version 1 is brought up with all its rows, also when that was cut off", arguments: 0...14)
    func migration(_ made: Int) async throws {
        let database = try await TestDatabase.migrated()
        let others = try database.admin()
        // As version 1 left it, with so many of the new tables and columns.
        let added = [
            "access_token", "audit", "idempotent_request", "notice", "notice_mark", "queue_pause", "screen_user", "sign_in_link",
            "screen_session",
        ]
        let columns = Schema.conditionColumns
        for table in added.dropFirst(made) {
            try others.query("DROP TABLE \(table)")
        }
        for column in columns.dropFirst(max(made - added.count, 0)) {
            try others.query("ALTER TABLE \(column.table) DROP COLUMN \(column.name)")
        }
        try others.query("DELETE FROM schema_version WHERE number > 1")
        try others.query("INSERT INTO batch_job_queue (job_name, script_path, status) VALUES ('失敗', '/s', 'failed')")
        #expect(await #expect(throws: StoreError.self) { try await database.open() }?.code == .schemaTooOld)
        let planned = try await MySQLStore.migrate(database.address(), dryRun: true)
        #expect(planned.count == added.count + columns.count + 6 - made && !planned.contains { $0.contains("batch_job_queue") })
        #expect(await #expect(throws: StoreError.self) { try await database.open() }?.code == .schemaTooOld)
        #expect(try await MySQLStore.migrate(database.address(), dryRun: false) == planned)
        let store = try await database.open()
        let id = try #require(try await store.newestJob())
        #expect(try await store.retry(id, by: Author(name: "山田"), now: .at(1)) == .queued)
        #expect(try await store.audit(AuditFilter()).map(\.before) == ["failed"])
    }
}
