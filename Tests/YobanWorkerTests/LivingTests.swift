import Glibc
import Testing
import YobanCore
import YobanExecution
import YobanTestKit
import YobanWorker

@Suite("A worker among others", .timeLimit(.minutes(10)))
struct LivingTests {
    @Test("the heart beats, and each start raises the session", arguments: Engine.allCases)
    func heartbeat(_ engine: Engine) async throws {
        try await withPlace { place in
            let store = try await engine.store(in: place)
            let first = try place.start(store) { $0.worker.heartbeat = .milliseconds(20) }
            try await until { try await store.workers().first?.beat ?? 0 >= 3 }
            await first.stop()
            let before = try #require(try await store.workers().first)
            #expect(before.id == first.id && before.session == 1 && before.pid == getpid() && before.host == "here" && before.slots == 1)
            try place.start(store)
            try await until { try await store.workers().first?.session == 2 }
        }
    }

    @Test("a worker whose name was taken over ends its jobs and itself: the newer one can't see its runs")
    func takeover() async throws {
        try await withPlace { place in
            let store = MemoryStore()
            let id = try await store.add(place.define("long", "echo up >>log; exec sleep 300"))
            let first = try place.start(store) { $0.worker.heartbeat = .milliseconds(20) }
            try await until { !place.lines("log").isEmpty }
            var record = try #require(try await store.workers().first)
            record.pid = 1
            _ = try await store.register(record)
            try await first.task.value
            #expect(place.processes.isEmpty)
            #expect(try await store.status(id) == .stopped)
            #expect(place.events.contains { if case .trouble = $0 { true } else { false } })
        }
    }

    @Test("a doorbell that a killed worker left is taken over, and gone after a stop")
    func staleDoorbell() async throws {
        try await withPlace { place in
            let store = MemoryStore()
            let first = try place.start(store)
            try await until { TestFiles.exists(place.settings.state + "/doorbell") }
            await first.stop()
            #expect(!TestFiles.exists(place.settings.state + "/doorbell"))
            // Left behind, nobody listens.
            place.touch("state/doorbell")
            Doorbell.ring(place.settings.state + "/doorbell", for: .jobs)
            try place.start(store) { $0.worker.poll = .seconds(3600) }
            try await until { try await store.workers().first?.session == 2 }
            let id = try await store.add(place.define("job", "true"))
            Doorbell.ring(place.settings.state + "/doorbell", for: .jobs)
            #expect(try await store.finished(id).status == .completed)
        }
    }

    @Test("a state directory too deep for a socket: no doorbell, and the poll finds the job")
    func deepState() async throws {
        try await withPlace { place in
            let store = MemoryStore()
            let deep = place.folder + "/" + String(repeating: "d", count: 120)
            try place.start(store, state: deep)
            let id = try await store.add(place.define("job", "true"))
            #expect(try await store.finished(id).status == .completed)
            #expect(try await store.workers().first?.doorbell == "")
        }
    }

    @Test("a state directory that is removed is made anew; running jobs and their results are kept", arguments: [false, true])
    func removedState(isHealed: Bool) async throws {
        try await withPlace { place in
            let store = MemoryStore()
            let job = try place.define("waits", "echo start >>log; until [ -e go ]; do sleep 0.01; done; exit 6")
            let id = try await store.add(job)
            let first = try place.start(store) { $0.worker.heartbeat = .milliseconds(20) }
            try await until { place.lines("log") == ["start"] }
            TreeRemoval.remove(place.settings.state)
            if isHealed { try await until { TestFiles.exists(place.settings.state + "/worker-id") } }
            place.touch("go")
            #expect(try await store.finished(id).errorMessage == "終了コード 6")
            try await until { TestFiles.exists(place.settings.state + "/worker-id") }
            #expect(try await store.finished(store.add(job)).errorMessage == "終了コード 6")
            #expect(place.lines("log") == ["start", "start"])
            #expect(throws: RunError.held(path: place.settings.state, pid: getpid())) { try place.start(store) }
            await first.stop()
            #expect(try place.start(store).id == first.id)
        }
    }

    @Test("a request that can never be started fails; it does not come back for ever")
    func impossible() async throws {
        try await withPlace { place in
            let store = MemoryStore()
            let id = try await store.add(place.define("odd", "true") { $0.environment["A=B"] = "c" })
            try place.start(store)
            let job = try await store.finished(id)
            #expect(job.status == .failed && job.reason == .couldNotStart && job.attemptNumber == 1)
        }
    }

    @Test("a host on which nothing can be started gives the job back and says why")
    func noShim() async throws {
        try await withPlace { place in
            let store = MemoryStore()
            let process = try place.start(store)
            // No more files: the run directory can't be made. Before there is a job that could still be started.
            TreeRemoval.remove(place.settings.state + "/runs")
            place.touch("state/runs")
            let id = try await store.add(place.define("job", "echo up >>log"))
            try await until { place.events.contains { if case .cannotStart = $0 { true } else { false } } }
            await process.stop()
            let job = try #require(try await store.job(id))
            #expect(job.status == .pending && job.retryCount == 0 && place.lines("log").isEmpty)
        }
    }
}
