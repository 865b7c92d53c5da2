import Synchronization
import Testing
import YobanCore

@testable import YobanWorker

/// What is said of a store that fails: once that it does, once that it answers again.
@Suite struct StoreHealthTests {
    private let said = Said()
    private var health: StoreHealth { StoreHealth(notify: said.hear) }

    @Test func anOutageIsSaidOnceHoweverManyCallsNotice() async {
        let health = health
        health.failed(.away, asked: .now)
        health.failed(.away, asked: .now)
        #expect(!health.mayAsk)
        while !health.mayAsk { await Task.yield() }
        health.failed(.away, asked: .now)
        health.works()
        health.works()
        #expect(said.all == ["failed", "back"])
    }

    @Test func aCallThatBeganBeforeItAnsweredAgainTellsOfNothingNew() {
        let health = health
        let asked = ContinuousClock.now
        health.failed(.away, asked: asked)
        health.works()
        health.failed(.away, asked: asked)
        #expect(health.mayAsk)
        #expect(said.all == ["failed", "back"])
        health.works()
        health.failed(.away, asked: .now)
        #expect(said.all == ["failed", "back", "failed"])
    }

    @Test func anAnswerWithoutAnOutageLeavesNoTrace() {
        let health = health
        let asked = ContinuousClock.now
        health.works()
        health.failed(.away, asked: asked)
        #expect(said.all == ["failed"])
    }

    @Test func ourOwnStopIsNoTrouble() {
        let health = health
        health.failed(StoreError(.interrupted, doing: Text(ja: "", en: "")), asked: .now)
        #expect(health.mayAsk)
        #expect(said.all.isEmpty)
    }
}

private final class Said: Sendable {
    private let words = Mutex<[String]>([])
    var all: [String] { words.withLock { $0 } }
    func hear(_ event: WorkerEvent) {
        words.withLock {
            switch event {
            case .storeFailed: $0.append("failed")
            case .storeBack: $0.append("back")
            default: $0.append("other")
            }
        }
    }
}

extension StoreError {
    fileprivate static var away: StoreError { StoreError(.unreachable, doing: Text(ja: "", en: "")) }
}
