import Testing
import YobanCore
import YobanTestKit
import YobanWorker

@Suite("A paused queue", .timeLimit(.minutes(10)))
struct PauseTests {
    private static let author = Author(name: "yamada")

    @Test(
        "is left alone, its running job goes on, jobs of other queues are taken, and a resume with a ring lets it go on",
        arguments: Engine.allCases)
    func pause(_ engine: Engine) async throws {
        try await withPlace { place in
            let store = try await engine.store(in: place)
            let running = try await store.add(place.define("waits", "echo start >>log; until [ -e go ]; do sleep 0.01; done"))
            let process = try place.start(store) {
                $0.worker.slots = 2
                $0.worker.queues = [Job.defaultQueue, "other"]
            }
            try await until { !place.lines("log").isEmpty }
            #expect(try await store.pause(queue: Job.defaultQueue, reason: "test", by: Self.author, now: wallClock()))
            let held = try await store.add(place.define("held", "echo $BATCH_JOB_ID >>order"))
            let elsewhere = try place.define("other", "echo $BATCH_JOB_ID >>order") { $0.placement.queue = "other" }
            let other = try await store.add(elsewhere)
            process.worker.wake()
            // Less urgent than what is held, since it is newer.
            #expect(try await store.finished(other).status == .completed)
            place.touch("go")
            #expect(try await store.finished(running).status == .completed)
            // After this a slot was free for the one that is held.
            let last = try await store.add(elsewhere)
            process.worker.wake()
            #expect(try await store.finished(last).status == .completed)
            #expect(try await store.status(held) == .pending)
            #expect(try await store.resume(queue: Job.defaultQueue, by: Self.author, now: wallClock()))
            process.worker.wake()
            #expect(try await store.finished(held).status == .completed)
            #expect(place.lines("order") == [other, last, held].map(\.description))
        }
    }
}
