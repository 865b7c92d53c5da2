import Testing
import YobanCore
import YobanTestKit
import YobanWorker

@Suite("A store that is away or unsure", .timeLimit(.minutes(10)))
struct StoreTroubleTests {
    @Test(
        "running jobs don't notice, and their results are written when it is back",
        arguments: [StoreError.Code.unreachable, .busy, .unexpected])
    func away(_ code: StoreError.Code) async throws {
        try await withPlace { place in
            let store = TroubledStore(MemoryStore())
            let id = try await store.add(place.define("waits", "echo start >>log; until [ -e go ]; do sleep 0.01; done; echo end >>log"))
            let next = try await store.add(place.define("next", "echo next >>log"))
            try place.start(store)
            try await until { place.lines("log") == ["start"] }
            store.away(code)
            try await until { place.failures.count == 1 }
            place.touch("go")
            try await until { place.lines("log") == ["start", "end"] && TestFiles.exists(place.runs[0] + "/result") }
            #expect(try await store.status(id) == .running)
            store.away(nil)
            #expect(try await store.finished(id).status == .completed)
            #expect(try await store.finished(next).status == .completed)
            #expect(place.lines("log") == ["start", "end", "next"])
            #expect(place.failures.count == 1, "said once")
            #expect(place.events.contains { if case .storeBack = $0 { true } else { false } })
        }
    }

    @Test("a result whose commit seemed to fail is settled once", arguments: [StoreError.Code.interrupted, .unreachable])
    func lostAnswer(_ code: StoreError.Code) async throws {
        try await withPlace { place in
            let store = TroubledStore(MemoryStore())
            let id = try await store.add(place.define("job", "echo up >>log"))
            store.trouble { $0 == .settle ? .losesAnswer(code) : nil }
            try place.start(store)
            #expect(try await store.finished(id).status == .completed)
            store.away(nil)
            try await until { place.events.contains { if case .completed = $0 { true } else { false } } }
            #expect(!place.events.contains { if case .claimLost = $0 { true } else { false } })
            #expect(try await store.attempts(of: id).count == 1 && place.lines("log") == ["up"])
            try await until { TestFiles.exists(place.runs[0] + "/reported") }
        }
    }

    @Test("an interrupted settle is repeated, and is nobody's trouble")
    func interrupted() async throws {
        try await withPlace { place in
            let store = TroubledStore(MemoryStore())
            let id = try await store.add(place.define("job", "echo up >>log"))
            store.trouble { $0 == .settle ? .refuses(.interrupted) : nil }
            try place.start(store)
            try await until { !place.runs.isEmpty && TestFiles.exists(place.runs[0] + "/result") }
            store.away(nil)
            #expect(try await store.finished(id).status == .completed)
            #expect(place.failures.isEmpty)
        }
    }

    @Test("a stop does not wait for a store that is away; the next worker reports the result")
    func stopWhileAway() async throws {
        try await withPlace { place in
            let store = TroubledStore(MemoryStore())
            let id = try await store.add(place.define("job", "echo up >>log; exit 5"))
            store.trouble { $0 == .settle ? .refuses(.unreachable) : nil }
            let first = try place.start(store)
            try await until { place.failures.count == 1 }
            #expect(await ContinuousClock().measure { await first.stop() } < .seconds(10))
            #expect(try await store.status(id) == .running)
            store.away(nil)
            try place.start(store)
            let job = try await store.finished(id)
            #expect(job.status == .failed && job.errorMessage == "終了コード 5" && place.lines("log") == ["up"])
        }
    }

    @Test("a lock that another program holds does not hold up a stop")
    func stopWhileLocked() async throws {
        try await withPlace { place in
            let store = try await place.sqlite()
            let id = try await store.add(place.define("job", "until [ -e go ]; do sleep 0.01; done"))
            let first = try place.start(store)
            try await until { try await store.attempts(of: id).first?.state == .running }
            let program = """
                import sqlite3, sys, os, time
                database = sqlite3.connect(sys.argv[1], isolation_level=None)
                database.execute("BEGIN IMMEDIATE")
                open(sys.argv[2] + "/locked", "w")
                while not os.path.exists(sys.argv[2] + "/unlock"): time.sleep(0.01)
                """
            async let locked = output(of: "/usr/bin/python3", ["-c", program, place.settings.storePath, place.folder])
            try await until { TestFiles.exists(place.folder + "/locked") }
            place.touch("go")
            try await until { TestFiles.exists(place.runs[0] + "/result") }
            let took = await ContinuousClock().measure { await first.stop() }
            #expect(took < .seconds(10))
            place.touch("unlock")
            _ = try await locked
            try place.start(store)
            #expect(try await store.finished(id).status == .completed)
        }
    }

    @Test("a store that is away at adoption is waited for, and a stop ends the wait")
    func awayAtAdoption() async throws {
        try await withPlace { place in
            let store = TroubledStore(MemoryStore())
            let id = try await store.add(place.define("job", "echo up >>log"))
            store.trouble { $0 == .held ? .refuses(.unreachable) : nil }
            let first = try place.start(store)
            try await until { place.failures.count == 1 }
            #expect(place.lines("log").isEmpty)
            await first.stop()
            store.away(nil)
            try place.start(store)
            #expect(try await store.finished(id).status == .completed)
        }
    }
}

extension Place {
    /// How often a worker said that its store fails.
    fileprivate var failures: [StoreError] { events.compactMap { if case .storeFailed(let error) = $0 { error } else { nil } } }
}
