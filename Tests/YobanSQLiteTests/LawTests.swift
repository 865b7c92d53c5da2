import Testing
import YobanSQLite
import YobanTestKit

@Suite("SQLite keeps the laws of a store", .timeLimit(.minutes(10)))
struct LawTests {
    @Test("as the daemon opens it", arguments: StoreLaw.all)
    func daemon(_ law: StoreLaw) async throws { try await keeps(law, .daemon) }

    @Test("as a command opens it", arguments: StoreLaw.all)
    func client(_ law: StoreLaw) async throws { try await keeps(law, .client) }

    private func keeps(_ law: StoreLaw, _ role: SQLiteStore.Role) async throws {
        let scratch = try Scratch()
        let store = try await scratch.open(role)
        try await law.check(store, others: SeedProgram(database: scratch.foreign()))
        await store.close()
    }
}
