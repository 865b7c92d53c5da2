import Testing
import YobanTestKit

@Suite("The reference store keeps the laws of a store", .timeLimit(.minutes(10)))
struct MemoryLawTests {
    @Test("every one", arguments: StoreLaw.all)
    func keeps(_ law: StoreLaw) async throws {
        let store = MemoryStore()
        try await law.check(store, others: store)
    }

    @Test("the laws' names are unique")
    func names() { #expect(Set(StoreLaw.all.map(\.name)).count == StoreLaw.all.count) }
}
