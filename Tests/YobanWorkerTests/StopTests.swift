import Testing
import YobanCore
import YobanTestKit
import YobanWorker

@Suite("Stops", .timeLimit(.minutes(10)))
struct StopTests {
    /// Deaf to SIGTERM, with a child that left the session.
    static let stubborn = "trap '' TERM; setsid sleep 300 & echo up >>log; sleep 300; sleep 300"

    @Test("a flag that is set by hand in the row is found by the poll, and the whole tree goes")
    func byHand() async throws {
        try await withPlace { place in
            let store = try await place.sqlite()
            let id = try await store.add(place.define("long", Self.stubborn))
            try place.start(store)
            try await until { !place.lines("log").isEmpty }
            try await place.sql("UPDATE batch_job_queue SET stop_requested = 1 WHERE id = \(id)")
            let job = try await store.finished(id)
            #expect(job.status == .stopped && job.reason == .stopped && job.errorMessage == "停止要求により終了")
            #expect(place.processes.isEmpty)
            #expect(try await store.attempts(of: id).first?.outcome?.processesLeft == 0)
        }
    }

    @Test("a ring at the doorbell stops at once, and a ring for jobs starts at once", arguments: Engine.allCases)
    func doorbell(_ engine: Engine) async throws {
        try await withPlace { place in
            let store = try await engine.store(in: place)
            let job = try place.define("long", "echo up >>log; exec sleep 300")
            try place.start(store) {
                $0.worker.poll = .seconds(3600)
                $0.worker.stopCheck = .seconds(3600)
            }
            try await until { try await store.workers().first?.doorbell.isEmpty == false }
            let bell = try #require(try await store.workers().first).doorbell
            let id = try await store.add(job)
            Doorbell.ring(bell, for: .jobs)
            try await until { !place.lines("log").isEmpty }
            #expect(try await store.requestStop(id, now: wallClock()) == .requested)
            Doorbell.ring(bell, for: .stop)
            #expect(try await store.finished(id).status == .stopped)
        }
    }

    @Test("a pending job is stopped without a start, also one that is flagged by hand")
    func pending() async throws {
        try await withPlace { place in
            let store = try await place.sqlite()
            let job = try place.define("job", "echo $BATCH_JOB_ID >>log")
            let asked = try await store.add(job)
            let flagged = try await store.add(job)
            #expect(try await store.requestStop(asked, now: wallClock()) == .stoppedBeforeStart)
            try await place.sql("UPDATE batch_job_queue SET stop_requested = 1 WHERE id = \(flagged)")
            let last = try await store.add(job)
            try place.start(store)
            #expect(try await store.finished(last).status == .completed)
            #expect(place.lines("log") == ["\(last)"])
            _ = try await store.promote(now: wallClock())
            for id in [asked, flagged] { #expect(try await store.status(id) == .stopped) }
        }
    }

    @Test("a stop between claim and start is not lost")
    func beforeStart() async throws {
        try await withPlace { place in
            let store = TroubledStore(MemoryStore())
            let id = try await store.add(place.define("long", "exec sleep 300"))
            store.afterClaim { claims in
                for claim in claims { _ = try? await store.requestStop(claim.job.id, now: wallClock()) }
            }
            let process = try place.start(store) { $0.worker.stopCheck = .milliseconds(1) }
            process.worker.wakeForStop()
            #expect(try await store.finished(id).status == .stopped)
        }
    }

    @Test("a worker that is told to take its jobs along stops them all, also one that has just been claimed")
    func withJobs() async throws {
        try await withPlace { place in
            let store = TroubledStore(MemoryStore())
            let job = try place.define("long", "echo up >>log; exec sleep 300")
            let ids = [try await store.add(job), try await store.add(job)]
            let process = try place.start(store) { $0.worker.slots = 2 }
            try await until { place.lines("log").count == 2 }
            let third = try await store.add(job)
            await process.stop(stoppingJobs: true)
            for id in ids { #expect(try await store.status(id) == .stopped) }
            #expect(try await store.status(third) == .pending)
            #expect(place.processes.isEmpty)
        }
    }

    @Test("what is claimed while the worker stops is given back, not started")
    func claimedAtTheEnd() async throws {
        try await withPlace { place in
            let store = TroubledStore(MemoryStore())
            let process = try place.start(store) { $0.worker.poll = .seconds(3600) }
            store.afterClaim { _ in process.worker.stop() }
            let id = try await store.add(place.define("job", "echo up >>log"))
            process.worker.wake()
            try await process.task.value
            let job = try #require(try await store.job(id))
            #expect(job.status == .pending && job.retryCount == 0 && place.lines("log").isEmpty)
        }
    }
}
