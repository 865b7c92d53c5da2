import GRDB
import Synchronization
import Testing
import YobanCore
import YobanTestKit

@testable import YobanSQLite

/// The statements that a connection ran.
private final class Statements: Sendable {
    private let list = Mutex<[String]>([])
    func add(_ sql: String) { list.withLock { $0.append(sql) } }
    func take() -> [String] {
        list.withLock { list in
            defer { list = [] }
            return list
        }
    }
}

@Suite("What a job costs", .timeLimit(.minutes(10)))
struct CostTests {
    @Test("a job without a concurrency key is claimed and settled without a look at places, in as few statements as ever")
    func withoutKey() async throws {
        let scratch = try Scratch()
        let store = try await scratch.open()
        let statements = Statements()
        _ = try await store.enqueue((0..<3).map { _ in NewJob(key: nil, name: "job", scriptPath: "/s") }, now: .at(0))
        try await store.database.writeWithoutTransaction { $0.trace { statements.add("\($0)") } }

        let claim = try #require(
            try await store.claim([ClaimToken("t")], queues: [Job.defaultQueue], by: WorkerID("w"), on: "h", now: .at(0)).first)
        let claiming = statements.take()
        // A look, and the transaction: the look again, the row, its attempt.
        #expect(claiming.map { $0.prefix { $0 != " " } } == ["SELECT", "BEGIN", "SELECT", "UPDATE", "INSERT", "COMMIT"])
        _ = try await store.settle(Settlement(claim: claim, outcome: AttemptOutcome(reason: .ok), verdict: .completed, endedAt: .at(1)))
        let settling = statements.take()
        #expect(settling.map { $0.prefix { $0 != " " } } == ["BEGIN", "UPDATE", "UPDATE", "COMMIT"])
        #expect(!(claiming + settling).contains { $0.contains("concurrency_lock") })
    }
}
