import Testing
import YobanMySQL
import YobanTestKit

@Suite("MariaDB keeps the laws of a store", .timeLimit(.minutes(10)))
struct LawTests {
    @Test("over one connection and over several", arguments: StoreLaw.all, [1, 3])
    func keeps(_ law: StoreLaw, connections: Int) async throws {
        let database = try await TestDatabase.migrated()
        let store = try await database.open(connections: connections)
        try await law.check(store, others: SeedProgram(database: database))
        await store.close()
    }
}
