import Testing
import YobanTestKit

/// A law, and a store that breaks it.
struct Bite: Sendable, CustomTestStringConvertible {
    let law: StoreLaw
    let fault: Fault
    var testDescription: String { "\(law.name) catches a store that \(fault.summary)" }

    static let all: [Bite] = Fault.all.flatMap { fault in
        StoreLaw.all.filter { fault.caughtBy.contains($0.name) }.map { Bite(law: $0, fault: fault) }
    }
}

@Suite("The laws bite", .timeLimit(.minutes(10)))
struct LawsBiteTests {
    @Test("each law catches the stores that break it", arguments: Bite.all)
    func bites(_ bite: Bite) async throws {
        let (store, others) = bite.fault.store()
        // Fails when no issue is recorded: then the law has lost its teeth.
        await withKnownIssue { try await bite.law.check(store, others: others) }
    }

    @Test("no law is without a store that it catches, and no fault names a law that is not there")
    func complete() {
        let caught = Set(Fault.all.flatMap(\.caughtBy))
        #expect(Set(StoreLaw.all.map(\.name)) == caught)
    }
}
