import Synchronization
import Testing
import YobanCore

extension StoreLaw {
    static let pauses: [StoreLaw] = [
        StoreLaw("pause-claim", "a paused queue and those of its labels give out no job, others do, and they do again once resumed") {
            stage in
            var ids: [String: JobID] = [:]
            let names = ["night", "night@gpu", "nightly", "nigh", "Night", "night-2", "night-2@gpu", "gpu@night"]
            for (second, name) in names.enumerated() { ids[name] = try await stage.enqueue(at: .at(Double(second))) { $0.queue = name } }
            try await #expect(stage.pause("night"))
            for queues in [["night"], ["night@gpu"], ["night", "night@gpu"]] {
                try await #expect(stage.claim(9, queues: queues).isEmpty, "\(queues)")
            }
            try await #expect(stage.claim(9, queues: names).map(\.job.id) == names.dropFirst(2).compactMap { ids[$0] })
            try await #expect(stage.store.resume(queue: "night", by: Stage.author, now: .at(30)))
            try await #expect(stage.claim(9, queues: names).map(\.job.id) == names.prefix(2).compactMap { ids[$0] })
        },
        StoreLaw("pause-goes-on", "in a paused queue what runs goes on, and jobs are queued, made ready, counted, stopped, retried") {
            stage in
            let first = try await stage.running()
            let second = try await stage.running { $0.maxRetries = 1 }
            try await #expect(stage.pause(Job.defaultQueue))
            try await #expect(stage.store.begin(first, runDirectory: "/r", startedAt: .at(11)) == .held)
            try await #expect(stage.store.report(Progress(percentage: 5), for: first) == .held)
            try await #expect(stage.settle(first, .completed) == .held)
            try await stage.settle(second, .retry(at: .at(30)), AttemptOutcome(reason: .exit))
            let new = try await stage.enqueue(at: .at(25))
            let stopped = try await stage.enqueue(at: .at(26))
            try await #expect(stage.store.requestStop(stopped, now: .at(27)) == .stoppedBeforeStart)
            try await #expect(stage.store.promote(now: .at(30)) == Promotion(promoted: 1, nextDue: nil))
            try await #expect(stage.store.retry(first.job.id, now: .at(31)) == .queued)
            var figures = QueueFigures(queue: Job.defaultQueue)
            (figures.ready, figures.oldestReady) = (3, .at(0))
            try await #expect(stage.store.queueFigures() == [figures])
            try await #expect(stage.store.jobsAhead(of: new) == 2)
            _ = try await stage.store.prune(finishedBefore: .at(1_000_000), limit: 100)
            try await #expect(stage.claim(9).isEmpty)
            try await #expect(stage.store.resume(queue: Job.defaultQueue, by: Stage.author, now: .at(40)))
            try await #expect(stage.claim(9).map(\.job.id) == [first.job.id, second.job.id, new])
        },
        StoreLaw("pause-told", "of each paused queue it is told who paused it, when, and why, in whatever words") { stage in
            try await #expect(stage.store.pausedQueues().isEmpty)
            let reasons = [
                "", "月次の締め 😀", "it's \"down\"; \\ %s", "two\nlines", "x", String(repeating: "夜", count: QueuePause.longestReason),
                String(repeating: "😀", count: QueuePause.longestReason),
            ]
            var expected: [QueuePause] = []
            for (number, reason) in reasons.enumerated().reversed() {
                let pause = QueuePause(queue: "queue-\(number)", reason: reason, by: "山田", at: .at(Double(number) + 0.5))
                try await #expect(stage.store.pause(queue: pause.queue, reason: reason, by: Author(name: "山田"), now: pause.at))
                expected.insert(pause, at: 0)
            }
            try await #expect(stage.store.pausedQueues() == expected)
            try await #expect(stage.store.resume(queue: "queue-3", by: Stage.author, now: .at(9)))
            expected.remove(at: 3)
            try await #expect(stage.store.pausedQueues() == expected)
        },
        StoreLaw("pause-once", "what is paused is not paused again, and what is not paused is not resumed") { stage in
            try await #expect(!stage.store.resume(queue: "night", by: Stage.author, now: .at(1)))
            try await #expect(stage.pause("night", "first", at: .at(2)))
            try await #expect(!stage.store.pause(queue: "night", reason: "second", by: .other, now: .at(3)))
            let pause = QueuePause(queue: "night", reason: "first", by: Stage.author.name, at: .at(2))
            try await #expect(stage.store.pausedQueues() == [pause])
            try await #expect(!stage.store.resume(queue: "Night", by: Stage.author, now: .at(4)))
            try await #expect(stage.store.resume(queue: "night", by: .other, now: .at(5)))
            try await #expect(!stage.store.resume(queue: "night", by: .other, now: .at(6)))
            try await #expect(stage.store.pausedQueues().isEmpty)
            try await stage.expectAudit([
                .init(.at(2), .pauseQueue, "night", after: "first"), .init(.at(5), .resumeQueue, "night", by: .other, after: nil),
            ])
        },
        StoreLaw("pause-audit", "a pause is noted with its reason, however long, and without one if there is none") { stage in
            let long = String(repeating: "😀", count: QueuePause.longestReason)
            try await #expect(stage.pause("a", long, at: .at(1)))
            try await #expect(stage.pause("b", "", at: .at(2)))
            try await stage.expectAudit([.init(.at(1), .pauseQueue, "a", after: long), .init(.at(2), .pauseQueue, "b", after: nil)])
        },
        StoreLaw("pause-key", "a job of a paused queue that waits for a place of its key does not keep it from others") { stage in
            let key = ConcurrencyKey(name: Stage.key)
            var running = try await stage.running { ($0.concurrency, $0.priority) = (key, 9) }
            let urgent = try await stage.enqueue { ($0.queue, $0.concurrency, $0.priority) = ("night@gpu", key, 5) }
            let others = [try await stage.enqueueKeyed(at: .at(1)), try await stage.enqueueKeyed(at: .at(2))]
            let queues = [Job.defaultQueue, "night@gpu"]
            try await #expect(stage.claim(9, queues: queues).isEmpty)
            try await #expect(stage.pause("night"))
            for other in others {
                try await stage.settle(running, .completed)
                running = try #require(try await stage.claim(9, queues: queues).first)
                #expect(running.job.id == other)
            }
            try await stage.settle(running, .completed)
            // Promoted as often as it may be: it stays held, and is ready once the queue is resumed.
            for second in [20.0, 21] { try await #expect(stage.store.promote(now: .at(second)).promoted == 0) }
            try await #expect(stage.isHeld(urgent))
            try await #expect(stage.store.resume(queue: "night", by: Stage.author, now: .at(22)))
            try await #expect(stage.store.promote(now: .at(23)).promoted == 1)
            try await #expect(stage.claim(9, queues: queues).map(\.job.id) == [urgent])
        },
        StoreLaw("pause-race", "a claim that begins after a pause was answered takes nothing, whatever others do at the time") { stage in
            _ = try await stage.store.enqueue((0..<200).map { _ in .sample() }, now: .at(0))
            let race = Race()
            try await withThrowingTaskGroup { group in
                for number in 0..<6 {
                    group.addTask {
                        let queues = number.isMultiple(of: 2) ? [Job.defaultQueue] : [Job.defaultQueue, "other"]
                        // There is always something left to take.
                        for _ in 0..<20 where !race.isPaused.load(ordering: .acquiring) {
                            _ = try await stage.claim(1, queues: queues, by: WorkerID("w\(number)"))
                        }
                        while !race.isPaused.load(ordering: .acquiring) { await Task.yield() }
                        let claims = try await stage.claim(1, queues: queues, by: WorkerID("w\(number)"))
                        race.late.add(claims.count, ordering: .relaxed)
                    }
                }
                try await #expect(stage.pause(Job.defaultQueue))
                race.isPaused.store(true, ordering: .releasing)
                try await group.waitForAll()
            }
            #expect(race.late.load(ordering: .relaxed) == 0)
        },
    ]
}

extension Stage {
    fileprivate func pause(_ queue: String, _ reason: String = "", at now: Instant = .at(10)) async throws -> Bool {
        try await store.pause(queue: queue, reason: reason, by: Self.author, now: now)
    }
}

/// What the claimants of a race know of the pause, and what they got after it.
private final class Race: Sendable {
    let isPaused = Atomic(false)
    let late = Atomic(0)
}
