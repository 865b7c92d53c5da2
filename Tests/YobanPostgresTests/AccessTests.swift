import Testing
import YobanCore
import YobanTestKit

@testable import YobanPostgres

@Suite("Tokens, audit and requests", .serialized, .timeLimit(.minutes(1)))
struct AccessTests {
    @Test("a change that can't be noted is not made")
    func together() async throws {
        let scratch = try await Scratch().migrated()
        let store = try await scratch.open()
        let author = Author(name: "山田")
        let waiting = try await store.enqueue([NewJob(key: nil, name: "a", scriptPath: "/s")], now: .at(0))[0].id
        let done = try await store.enqueue([NewJob(key: nil, name: "b", scriptPath: "/s")], now: .at(0))[0].id
        _ = try await store.requestStop(done, now: .at(1))
        let night = WorkerRecord(
            id: WorkerID("night"), host: "night", pid: 1, slots: 1, bootID: "b", doorbell: "", version: "1", seenAt: .at(0))
        let session = try await store.register(night)
        try await scratch.foreign().execute("DROP TABLE audit")
        let new = NewAccessToken(name: "deploy", hash: "h", scopes: [.admin], createdBy: "山田")
        let changes: [() async throws -> Void] = [
            { _ = try await store.enqueue([NewJob(key: nil, name: "c", scriptPath: "/s")], by: author, now: .at(2)) },
            { _ = try await store.requestStop(waiting, by: author, now: .at(2)) },
            { _ = try await store.retry(done, by: author, now: .at(2)) },
            { _ = try await store.drain(night.id, true, by: author, now: .at(2)) },
            { _ = try await store.retire(night.id, session: session, by: author, now: .at(2)) },
            { _ = try await store.addToken(new, by: author, now: .at(2)) },
        ]
        for change in changes { await #expect(throws: StoreError.self) { try await change() } }
        #expect(try await store.jobs(JobFilter()).map(\.status) == [.stopped, .pending])
        #expect(try await store.workers().map { [$0.isDraining, $0.isRetired] } == [[false, false]])
        #expect(try await store.tokens().isEmpty)
    }

    @Test("a schema of version 1 is brought up with all its rows")
    func migration() async throws {
        let scratch = try await Scratch().migrated()
        let others = try scratch.foreign()
        // As version 1 left it.
        try await others.execute(
            """
            DROP TABLE access_token, audit, idempotent_request, notice, notice_mark; DELETE FROM schema_version WHERE number > 1;
            INSERT INTO batch_job_queue (job_name, script_path, status) VALUES ('失敗', '/s', 'failed')
            """)
        let refused = await #expect(throws: StoreError.self) { try await scratch.open() }
        #expect(refused?.code == .schemaTooOld)
        let planned = try await PostgresStore.migrate(scratch.address, dryRun: true)
        #expect(planned.count == Schema.access.count + Schema.notices.count + 2 && planned.contains { $0.contains("CREATE TABLE audit") })
        #expect(try await others.execute("SELECT to_regclass('audit')::text") == [nil])
        #expect(try await PostgresStore.migrate(scratch.address, dryRun: false) == planned)
        let store = try await scratch.open()
        let id = try #require(try await store.newestJob())
        #expect(try await store.retry(id, by: Author(name: "山田"), now: .at(1)) == .queued)
        #expect(try await store.audit(AuditFilter()).map(\.before) == ["failed"])
    }
}
