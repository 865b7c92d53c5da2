import Foundation
import Glibc
import Testing
import YobanCore
import YobanExecution
import YobanRunFormat
import YobanTestKit
import YobanWorker

@Suite("A worker may go away at any time", .timeLimit(.minutes(10)))
struct RestartTests {
    static let waits = "echo start >>log; until [ -e go ]; do sleep 0.01; done; echo end >>log; echo '::progress 30'; exit 7"

    @Test("a stop waits for nothing and leaves the job; the next worker adopts it and reports how it ended", arguments: Engine.allCases)
    func graceful(_ engine: Engine) async throws {
        try await withPlace { place in
            let store = try await engine.store(in: place)
            let id = try await store.add(place.define("waits", Self.waits))
            let first = try place.start(store)
            try await until { place.lines("log") == ["start"] }
            #expect(await ContinuousClock().measure { await first.stop() } < .seconds(10))
            #expect(try await store.status(id) == .running && place.processes.count >= 1)
            try place.start(store)
            try await until { place.events.contains { if case .adopted = $0 { true } else { false } } }
            place.touch("go")
            try await expectSeven(id, store, place)
        }
    }

    @Test("a job that ended while no worker was there is reported by the next")
    func endedAlone() async throws {
        try await withPlace { place in
            let store = MemoryStore()
            let id = try await store.add(place.define("waits", Self.waits))
            let first = try place.start(store)
            try await until { place.lines("log") == ["start"] }
            await first.stop()
            place.touch("go")
            try await until { access(place.runs[0] + "/result", F_OK) == 0 }
            #expect(try await store.status(id) == .running)
            try place.start(store)
            try await expectSeven(id, store, place)
        }
    }

    private func expectSeven(_ id: JobID, _ store: any JobStore, _ place: Place) async throws {
        let job = try await store.finished(id)
        #expect(job.status == .failed && job.errorMessage == "終了コード 7" && job.progress.percentage == 30)
        #expect(place.lines("log") == ["start", "end"])
        let attempts = try await store.attempts(of: id)
        #expect(attempts.count == 1 && attempts[0].outcome?.exitCode == 7)
    }

    @Test("kill -9 of the real worker process: script and log go on, the next one reports; one start only")
    func killed() async throws {
        try await withPlace { place in
            let store = try await place.sqlite()
            try place.script("long.sh", "echo start >>log; echo before; until [ -e go ]; do sleep 0.01; done; echo after; exit 7")
            let yaml = """
                store: sqlite:\(place.settings.storePath)
                state: \(place.settings.state)
                jobs:
                  long: { command: [./long.sh], environment: { YOBAN_TEST: \(place.folder) } }
                """
            try Data(yaml.utf8).write(to: URL(filePath: place.folder + "/yoban.yaml"))
            let yoban = try RunHost.installedShim().replacing("yoban-shim", with: "yoban")
            func worker() throws -> Child {
                try Child(
                    [yoban, "worker", "--config", place.folder + "/yoban.yaml"],
                    environment: ["YOBAN_TEST": place.folder, "PATH": "/usr/bin:/bin"])
            }
            let first = try worker()
            defer { kill(first.pid, SIGKILL) }
            try await output(of: yoban, ["enqueue", "long", "--config", place.folder + "/yoban.yaml"])
            try await until { place.lines("log") == ["start"] }
            kill(first.pid, SIGKILL)
            try await until { !first.isRunning }
            #expect(try await store.status(JobID(1)) == .running)
            let second = try worker()
            defer { kill(second.pid, SIGKILL) }
            place.touch("go")
            let job = try await store.finished(JobID(1))
            #expect(job.status == .failed && place.lines("log") == ["start"])
            let attempt = try #require(try await store.attempts(of: job.id).first)
            #expect(attempt.outcome?.exitCode == 7)
            var log = try LogReader(directory: try #require(attempt.runDirectory))
            #expect(String(decoding: log.read(from: 0, limit: 100).bytes, as: UTF8.self) == "before\nafter\n")
            kill(second.pid, SIGTERM)
            try await until { !second.isRunning }
            #expect(second.poll() == .exit(0))
        }
    }

    @Test("a claim that never came to a run is given back, and counts as nothing", arguments: Engine.allCases)
    func claimedOnly(_ engine: Engine) async throws {
        try await withPlace { place in
            let store = try await engine.store(in: place)
            let id = try await store.add(place.define("job", "echo start >>log"))
            let first = try place.start(store) { $0.worker.slots = 0 }
            await first.stop()
            let claims = try await store.claim([ClaimToken("dead")], queues: ["default"], by: first.id, on: "here", now: wallClock())
            #expect(claims.map(\.job.id) == [id])
            try place.start(store)
            let job = try await store.finished(id)
            #expect(job.status == .completed && job.retryCount == 0 && job.attemptNumber == 2)
            #expect(try await store.attempts(of: id).map(\.state) == [.released, .ended])
            #expect(place.lines("log") == ["start"])
        }
    }

    @Test("a shim that died while no worker was there is a loss, and what it left is ended")
    func lostAlone() async throws {
        try await withPlace { place in
            let store = MemoryStore()
            let id = try await store.add(place.define("victim", "echo up >>log; exec sleep 300"))
            let first = try place.start(store)
            try await until { !place.lines("log").isEmpty }
            await first.stop()
            try place.killShim()
            try place.start(store)
            let job = try await store.finished(id)
            #expect(job.status == .failed && job.reason == .lostShim && place.processes.isEmpty)
        }
    }

    @Test("a run of another boot is a lost host: tried again where that is allowed")
    func otherBoot() async throws {
        try await withPlace { place in
            let store = MemoryStore()
            let id = try await store.add(place.define("job", "echo up >>log") { $0.maxRetries = 1 })
            let first = try place.start(store) { $0.worker.slots = 0 }
            await first.stop()
            let claim = try await store.claim([ClaimToken("dead")], queues: ["default"], by: first.id, on: "here", now: wallClock())[0]
            let directory = place.settings.state + "/runs/" + claim.attempt.value
            mkdir(directory, 0o700)
            let spec = RunSpec(
                id: claim.attempt.value, directory: directory, bootID: "before", argv: ["sh"], environment: [], workingDirectory: "/")
            #expect(RunFile.write(spec.fields.bytes, to: directory + "/spec") == 0)
            try place.start(store)
            try await until { try await store.job(id)?.hold == .time }
            let job = try #require(try await store.job(id))
            #expect(job.lostCount == 1 && job.reason == .lostHost)
        }
    }
}
