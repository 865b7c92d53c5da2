import Testing
import YobanCore
import YobanTestKit

@testable import YobanOperations

@Suite("How jobs went") struct StatisticsTests {
    @Test("of more than is read the first ones count, and it is said up to when", arguments: [600, 1010])
    func capped(count: Int) async throws {
        let store = MemoryStore()
        for number in 0..<count {
            let id = try await store.enqueue([NewJob(key: nil, name: "job", scriptPath: "/s")], now: .at(0))[0].id
            _ = try await store.requestStop(id, now: .at(Double(number)))
        }
        let operations = Operations(
            store: store, catalogue: Catalogue(file: "/srv/yoban.yaml", ownerUID: 0, definitions: []), principal: .local("root"),
            now: { .at(5000) }, isThere: { _ in true }, ring: { _, _ in })
        let first = try await operations.statistics(since: .at(0), until: .at(5000), glob: nil, most: 700)
        #expect(first.isComplete == (count == 600) && first.jobs.map(\.stopped) == [min(count, 700)] && first.jobs[0].durations.isEmpty)
        guard !first.isComplete else { return }
        #expect(first.until == .at(699))
        let rest = try await operations.statistics(since: first.until, until: .at(5000), glob: nil, most: 700)
        #expect(rest.isComplete && rest.jobs.map(\.stopped) == [count - 699])
    }

    @Test("a percentile is a value that was there", arguments: [(1, 1, 1), (2, 1, 2), (20, 10, 19), (100, 50, 95), (101, 51, 96)])
    func percentiles(count: Int, half: Int, most: Int) {
        let durations = (1...count).map { Duration.seconds($0) }
        #expect(durations.percentile(50) == .seconds(half) && durations.percentile(95) == .seconds(most))
        #expect([Duration]().percentile(50) == nil)
    }
}
