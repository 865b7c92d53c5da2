import Testing
import YobanPostgres
import YobanTestKit

@Suite("PostgreSQL keeps the laws of a store", .serialized, .timeLimit(.minutes(10)))
struct LawTests {
    @Test("on a server", arguments: StoreLaw.all)
    func laws(_ law: StoreLaw) async throws {
        let scratch = try await Scratch().migrated()
        let store = try await scratch.open()
        try await law.check(store, others: scratch.foreign())
        await store.close()
    }
}
