import Testing
import YobanCore
import YobanScheduler
import YobanTestKit
import YobanWorker

@Suite("Retries", .timeLimit(.minutes(10)))
struct RetryTests {
    @Test("a failed job waits, longer each time and within its jitter, and is tried again", arguments: Engine.allCases)
    func retried(_ engine: Engine) async throws {
        try await withPlace { place in
            let store = try await engine.store(in: place)
            let job = try place.define("flaky", "date +%s%3N >>log; [ $(wc -l <log) -ge 3 ]") {
                $0.maxRetries = 5
                $0.retryPolicy = RetryPolicy(backoff: .milliseconds(200), longest: .seconds(1))
            }
            let id = try await store.add(job)
            let process = try place.start(store) { $0.worker.poll = .seconds(10) }
            let promoter = Promoter(
                store: store, interval: .milliseconds(50), now: wallClock, promoted: { process.worker.wake() }, failed: { _, _ in })
            // Ended below.
            let promoting = Task { await promoter.run() }
            defer { promoting.cancel() }
            let done = try await store.finished(id)
            #expect(done.status == .completed && done.retryCount == 2 && done.attemptNumber == 3)
            #expect(try await store.attempts(of: id).map { $0.outcome?.reason } == [.exit, .exit, .ok])
            let starts = place.lines("log").compactMap { Int($0) }
            #expect(starts.count == 3)
            #expect(starts[1] - starts[0] >= 160 && starts[2] - starts[1] >= 320)
            let retries = place.events.compactMap { if case .retrying(_, let failures, _) = $0 { failures } else { nil } }
            #expect(retries == [1, 2])
        }
    }

    @Test("without retries a job is started once, whatever ends it", arguments: ["exit 3", "kill -9 $$", "kill -TERM $$"])
    func once(_ end: String) async throws {
        try await withPlace { place in
            let store = MemoryStore()
            let id = try await store.add(place.define("once", "echo start >>log; \(end)"))
            try place.start(store)
            let job = try await store.finished(id)
            #expect(job.status == .failed && job.retryCount == 0)
            #expect(try await store.promote(now: wallClock() + .seconds(100_000)).promoted == 0)
            #expect(place.lines("log") == ["start"])
            #expect(job.errorMessage == (end == "exit 3" ? "終了コード 3" : end.contains("9") ? "シグナル SIGKILL で終了" : "シグナル SIGTERM で終了"))
        }
    }

    @Test("a time-out ends the whole tree, says so, and is tried again where that is allowed")
    func timeout() async throws {
        try await withPlace { place in
            let store = MemoryStore()
            let job = try place.define("hangs", "trap '' TERM; (sleep 300)& echo started >>log; sleep 300") {
                $0.timeout = .milliseconds(300)
                $0.grace = .milliseconds(200)
                $0.maxRetries = 1
            }
            let id = try await store.add(job) { $0.timeoutSeconds = nil }
            let process = try place.start(store)
            try await until { try await store.job(id)?.hold == .time }
            #expect(place.processes.isEmpty)
            #expect(try await store.promote(now: wallClock() + .seconds(100)).promoted == 1)
            process.worker.wake()
            let done = try await store.finished(id)
            #expect(done.status == .failed && done.reason == .timeout && place.lines("log").count == 2)
            #expect(done.errorMessage?.hasSuffix("秒で打ち切り") == true)
        }
    }

    @Test("a row's own time-out counts more than its definition's")
    func rowTimeout() async throws {
        try await withPlace { place in
            let store = MemoryStore()
            let id = try await store.add(place.define("hangs", "exec sleep 300") { $0.timeout = .seconds(200) }) { $0.timeoutSeconds = 1 }
            try place.start(store)
            #expect(try await store.finished(id).reason == .timeout)
        }
    }

    @Test("a shim that is killed costs a loss: failed without retries, tried again with them", arguments: [0, 1])
    func lostShim(_ maxRetries: Int) async throws {
        try await withPlace { place in
            let store = MemoryStore()
            let job = try place.define("victim", "echo $PPID >>log; [ $(wc -l <log) -ge 2 ] || exec sleep 300") {
                $0.maxRetries = maxRetries
            }
            let id = try await store.add(job)
            let process = try place.start(store)
            try await until { !place.lines("log").isEmpty }
            try place.killShim()
            if maxRetries == 0 {
                let done = try await store.finished(id)
                #expect(done.status == .failed && done.reason == .lostShim)
            } else {
                try await until { try await store.job(id)?.hold == .time }
                #expect(try await store.job(id)?.lostCount == 1)
                _ = try await store.promote(now: wallClock() + .seconds(100))
                process.worker.wake()
                #expect(try await store.finished(id).status == .completed)
            }
            #expect(place.lines("log").count == maxRetries + 1)
            #expect(place.processes.isEmpty)
        }
    }
}
