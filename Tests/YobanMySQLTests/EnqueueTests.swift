import Testing
import YobanCore
import YobanRows
import YobanTestKit

@testable import YobanMySQL

@Suite("Many jobs at once", .timeLimit(.minutes(10)))
struct EnqueueTests {
    @Test("1,000 jobs take 22 statements, and have ids in the order given")
    func statements() async throws {
        let database = try await TestDatabase.migrated()
        let store = try await database.open(connections: 1)
        _ = try await store.enqueue(jobs(1000), now: .at(0))
        let before = try await executed(store)
        let ids = try await store.enqueue(jobs(1000), now: .at(0)).map(\.id)
        // Ten for the rows, ten for their ids, and the look at the counter; START and COMMIT are not prepared.
        #expect(try await executed(store) - before <= 21)
        #expect(ids == ids.sorted() && Set(ids).count == 1000)
        for index in [0, 99, 100, 537, 999] { #expect(try await store.job(ids[index])?.name == "job \(index)") }
    }

    @Test("a unique key in use, or used twice in one call, is answered with the job that has it; the others are written in order")
    func unique() async throws {
        let database = try await TestDatabase.migrated()
        let store = try await database.open()
        var first = jobs(1)
        first[0].uniqueKey = "key 150"
        let there = try await store.enqueue(first, now: .at(0))[0].id
        var many = jobs(300)
        for index in many.indices { many[index].uniqueKey = index == 299 ? "key 7" : "key \(index)" }
        many[250].uniqueKey = nil
        let answers = try await store.enqueue(many, now: .at(0))
        #expect(answers[150] == .existing(there) && answers[299] == .existing(answers[7].id))
        let created = answers.compactMap { answer in if case .created(let id) = answer { id } else { nil } }
        #expect(created.count == 298 && created == created.sorted())
        // Bytes count: these are two keys, though Swift takes one text for the other.
        many = jobs(2)
        many[0].uniqueKey = "\u{E9}"
        many[1].uniqueKey = "e\u{301}"
        #expect(try await Set(store.enqueue(many, now: .at(0)).map(\.id)).count == 2)
    }

    @Test("calls with the same unique keys at the same time make each job once")
    func race() async throws {
        let database = try await TestDatabase.migrated()
        let answers = try await withThrowingTaskGroup(of: [Enqueued].self) { group in
            for number in 0..<6 {
                group.addTask {
                    let store = try await database.open(connections: 1)
                    var many = jobs(40)
                    for index in many.indices { many[index].uniqueKey = "key \((index * (number + 1)) % 40)" }
                    return try await store.enqueue(many, now: .at(0))
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        let created = answers.compactMap { answer in if case .created(let id) = answer { id } else { nil } }
        #expect(Set(created).count == created.count)
        #expect(try database.admin().value("SELECT count(*) FROM batch_job_queue") == "\(created.count)")
        #expect(try database.admin().value("SELECT count(DISTINCT unique_key) FROM batch_job_queue") == "\(created.count)")
    }

    @Test("large jobs go by themselves: a packet of the server holds each")
    func large() async throws {
        let database = try await TestDatabase.migrated()
        let store = try await database.open()
        var many = jobs(30)
        for index in many.indices { many[index].parameters = ["p": String(repeating: "x", count: 1_000_000)] }
        #expect(try await store.enqueue(many, now: .at(0)).count == 30)
    }

    private func executed(_ store: MySQLStore) async throws -> Int {
        try await store.perform(.look) { session in
            try session.row("SELECT variable_value FROM information_schema.session_status WHERE variable_name = 'COM_STMT_EXECUTE'") {
                $0.count()
            } ?? 0
        }
    }
}

private func jobs(_ count: Int) -> [NewJob] { (0..<count).map { NewJob(key: nil, name: "job \($0)", scriptPath: "/s") } }
