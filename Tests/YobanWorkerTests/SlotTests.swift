import Testing
import YobanCore
import YobanTestKit
import YobanWorker

@Suite("Slots", .timeLimit(.minutes(10)))
struct SlotTests {
    @Test("one job at a time, the most urgent first, then the oldest", arguments: Engine.allCases)
    func order(_ engine: Engine) async throws {
        try await withPlace { place in
            let store = try await engine.store(in: place)
            let job = try place.define("note", "echo start $BATCH_JOB_ID >>log; sleep 0.02; echo end $BATCH_JOB_ID >>log")
            var ids: [JobID] = []
            for priority in [0, 5, -1, 5, 0] { ids.append(try await store.add(job) { $0.priority = priority }) }
            try place.start(store)
            for id in ids { #expect(try await store.finished(id).status == .completed) }
            let expected = [ids[1], ids[3], ids[0], ids[4], ids[2]]
            #expect(place.lines("log") == expected.flatMap { ["start \($0)", "end \($0)"] })
        }
    }

    @Test("all slots are used, and never more", arguments: Engine.allCases)
    func several(_ engine: Engine) async throws {
        try await withPlace { place in
            let store = try await engine.store(in: place)
            // Each ends only when three have been seen together.
            let job = try place.define(
                "together",
                """
                echo + >>log
                until [ $(grep -c + log) -ge 3 ]; do sleep 0.01; done
                sleep 0.02
                echo - >>log
                """)
            var ids: [JobID] = []
            for _ in 0..<9 { ids.append(try await store.add(job)) }
            try place.start(store) { $0.worker.slots = 3 }
            for id in ids { #expect(try await store.finished(id).status == .completed) }
            var (now, most) = (0, 0)
            for line in place.lines("log") {
                now += line == "+" ? 1 : -1
                most = max(most, now)
            }
            #expect(now == 0 && most == 3)
        }
    }

    @Test("until idle: it returns when nothing is pending or running, also elsewhere")
    func untilIdle() async throws {
        try await withPlace { place in
            let store = MemoryStore()
            let job = try place.define("one", "echo done >>log")
            try await store.add(job)
            let elsewhere = try await store.claim(
                [ClaimToken("t")], queues: ["default"], by: WorkerID("other"), on: "there", now: wallClock())[0]
            try await store.add(job)
            let process = try place.start(store, untilIdle: true)
            try await until { place.lines("log").count == 1 }
            try await until { process.worker.isQuiet(place.events) }
            var settlement = Settlement(claim: elsewhere, outcome: AttemptOutcome(reason: .ok), verdict: .completed, endedAt: wallClock())
            settlement.runDirectory = nil
            #expect(try await store.settle(settlement) == .held)
            try await process.task.value
            #expect(place.lines("log").count == 1)
        }
    }

    @Test("two workers share one file, and no job is started twice")
    func two() async throws {
        try await withPlace { place in
            let (first, second) = (try await place.sqlite(), try await place.sqlite())
            let job = try place.define("note", "echo $BATCH_JOB_ID >>log; sleep 0.02")
            let jobs = (0..<60).map { _ in NewJob(job, parameters: [:]) }
            let ids = try await first.enqueue(jobs, now: wallClock()).map(\.id)
            let workers = [
                try place.start(first) { $0.worker.slots = 2 },
                try place.start(second, state: place.folder + "/other-state") { $0.worker.slots = 2 },
            ]
            for id in ids { #expect(try await first.finished(id).status == .completed) }
            #expect(place.lines("log").compactMap { JobID(parsing: $0) }.sorted() == ids)
            var shares: Set<WorkerID> = []
            for id in ids {
                let attempts = try await first.attempts(of: id)
                #expect(attempts.count == 1)
                shares.formUnion(attempts.map(\.worker))
            }
            #expect(shares == Set(workers.map(\.id)))
        }
    }
}

extension Worker {
    /// Whether the worker has said that its own job is done.
    fileprivate func isQuiet(_ events: [WorkerEvent]) -> Bool { events.contains { if case .completed = $0 { true } else { false } } }
}
