import Foundation
import Testing
import YobanCore
import YobanRows
import YobanTestKit

@testable import YobanPostgres

@Suite("A server that goes away", .serialized, .timeLimit(.minutes(10)))
struct OutageTests {
    @Test("a session that an administrator ends is made again, without an error")
    func terminated() async throws {
        let scratch = try await Scratch().migrated()
        let store = try await scratch.open(connections: 2)
        let others = try scratch.foreign()
        for round in 0..<5 {
            let pids = try await store.perform(.look) { try $0.execute("SELECT pg_backend_pid()").map { $0.text() ?? "" } }
            try await others.execute("SELECT pg_terminate_backend(\(pids[0]), 5000)")
            _ = try await store.enqueue([NewJob(key: nil, name: "job \(round)", scriptPath: "/s")], now: .at(0))
        }
        #expect(try await store.unfinishedCount() == 5)
    }

    @Test("a server that crashes and comes back: errors at once, then all goes on, and listening too")
    func crash() async throws {
        let server = try PrivatePostgres()
        let scratch = try await Scratch(server).migrated()
        let store = try await scratch.open()
        var news = store.notifications().makeAsyncIterator()
        #expect(await news.next() == .listening)
        let id = try await store.enqueue([NewJob(key: nil, name: "before", scriptPath: "/s")], now: .at(0))[0].id
        #expect(await news.next() == .ready(queue: "default"))
        let restart = try server.crash()
        try await waitUntil {
            do throws(StoreError) {
                _ = try await store.unfinishedCount()
                return false
            } catch { return error.code == .unreachable }
        }
        let start = ContinuousClock.now
        await #expect(throws: StoreError.self) { try await store.unfinishedCount() }
        #expect(ContinuousClock.now - start < .seconds(5))
        try restart()
        let claim = try await eventually {
            try await store.claim([ClaimToken("t")], queues: ["default"], by: WorkerID("w"), on: "h", now: .at(1)).first
        }
        #expect(claim?.job.id == id)
        #expect(await news.next() == .listening)
        _ = try await store.enqueue([NewJob(key: nil, name: "after", scriptPath: "/s")], now: .at(0))
        #expect(await news.next() == .ready(queue: "default"))
    }

    @Test("a server that hangs is noticed within ten seconds, and its answer is not waited for")
    func hung() async throws {
        let server = try PrivatePostgres()
        let scratch = try await Scratch(server).migrated()
        let store = try await scratch.open()
        _ = try await store.enqueue([NewJob(key: nil, name: "a", scriptPath: "/s")], now: .at(0))
        let processes = try server.processes()
        try await freeze(processes)
        let start = ContinuousClock.now
        let error = await #expect(throws: StoreError.self) { try await store.newestJob() }
        #expect(error?.code == .unreachable && ContinuousClock.now - start < .seconds(10))
        thaw(processes)
        #expect(try await eventually { try await store.newestJob() } != nil)
    }

    @Test("a server without a free connection is busy")
    func crowded() async throws {
        let server = try PrivatePostgres(settings: ["max_connections = 6", "superuser_reserved_connections = 0", "max_wal_senders = 0"])
        let scratch = try await Scratch(server).migrated()
        var sessions: [Session] = []
        while sessions.count < 20, let session = try? server.session() { sessions.append(session) }
        let error = await #expect(throws: StoreError.self) { try await scratch.open(patience: .milliseconds(500)) }
        #expect(error?.code == .busy && error?.cause.contains("53300") == true, "\(String(describing: error))")
        sessions.removeLast(2)
        _ = try #require(try await eventually { try await scratch.open() })
    }
}
