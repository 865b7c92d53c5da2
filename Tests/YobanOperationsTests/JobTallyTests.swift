import Testing
import YobanCore
import YobanTestKit

@testable import YobanOperations

@Suite("Counting what happens") struct JobTallyTests {
    private let store = MemoryStore()

    @Test("a long pause is counted in several answers, and nothing is left out")
    func longPause() async throws {
        let tally = JobTally(from: .at(0), most: 1000)
        #expect(try await tally.read(store, ours: [], now: .at(0)).isEmpty)
        for number in 0..<2700 {
            let id = try await store.enqueue([NewJob(key: nil, name: "a", scriptPath: "/s")], now: .at(1))[0].id
            _ = try await store.requestStop(id, now: .at(2 + Double(number / 100)))
        }
        var counts: [[Int]] = []
        for now in 1...5 {
            let one = try #require(try await tally.read(store, ours: [], now: .at(Double(now) * 600)).first)
            counts.append([one.created, one.stopped])
        }
        #expect(counts == [[1000, 1000], [2000, 2000], [2700, 2700], [2700, 2700], [2700, 2700]])
    }
}
