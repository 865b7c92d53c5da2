import Testing

@testable import YobanSQLite

@Suite("Waiting for a lock", .timeLimit(.minutes(10)))
struct PatienceTests {
    @Test("it goes on up to the limit, and no longer")
    func limit() {
        let patience = Patience(limit: .milliseconds(30))
        let start = ContinuousClock.now
        var tries = 0
        while patience.waits(tries: tries) { tries += 1 }
        #expect(tries > 0 && ContinuousClock.now - start >= .milliseconds(30))
        #expect(patience.waits(tries: 0))
        #expect(!Patience(limit: .zero).waits(tries: 0))
    }

    @Test("a cancelled task does not wait")
    func cancelled() async {
        // A task, because only a task can be cancelled.
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return Patience(limit: .seconds(10)).waits(tries: 0)
        }
        #expect(await task.value == false)
    }
}
