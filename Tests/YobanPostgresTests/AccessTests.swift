import Testing
import YobanCore
import YobanTestKit

@testable import YobanPostgres

@Suite("Tokens, audit and requests", .serialized, .timeLimit(.minutes(10)))
struct AccessTests {
    @Test("a change that can't be noted is not made")
    func together() async throws {
        let scratch = try await Scratch().migrated()
        let store = try await scratch.open()
        try await changesNothing(store) { try await scratch.foreign().execute("DROP TABLE audit") }
    }

    @Test("a schema of version 1 is brought up with all its rows")
    func migration() async throws {
        let scratch = try await Scratch().migrated()
        let others = try scratch.foreign()
        // As version 1 left it.
        try await others.execute(
            """
            DROP TABLE access_token, audit, idempotent_request, notice, notice_mark, queue_pause, screen_user, sign_in_link, screen_session;
            ALTER TABLE attempt DROP COLUMN series;
            ALTER TABLE worker DROP COLUMN disk_free_bytes, DROP COLUMN disk_bytes, DROP COLUMN descriptors,
                DROP COLUMN descriptor_limit;
            DELETE FROM schema_version WHERE number > 1;
            DROP INDEX job_block; CREATE INDEX job_created ON batch_job_queue (created_at);
            INSERT INTO batch_job_queue (job_name, script_path, status) VALUES ('失敗', '/s', 'failed')
            """)
        let refused = await #expect(throws: StoreError.self) { try await scratch.open() }
        #expect(refused?.code == .schemaTooOld)
        let planned = try await PostgresStore.migrate(scratch.address, dryRun: true)
        let added = [Schema.access, Schema.notices, Schema.lists, Schema.pauses, Schema.users, Schema.condition].map(\.count)
        #expect(planned.count == added.reduce(6, +))
        #expect(planned.contains { $0.contains("CREATE TABLE audit") })
        #expect(try await others.execute("SELECT to_regclass('audit')::text") == [nil])
        #expect(try await PostgresStore.migrate(scratch.address, dryRun: false) == planned)
        let store = try await scratch.open()
        let id = try #require(try await store.newestJob())
        #expect(try await store.retry(id, by: Author(name: "山田"), now: .at(1)) == .queued)
        #expect(try await store.audit(AuditFilter()).map(\.before) == ["failed"])
    }
}
