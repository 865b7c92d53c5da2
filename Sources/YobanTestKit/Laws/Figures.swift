import Testing
import YobanCore

extension StoreLaw {
    static let figures: [StoreLaw] = [
        StoreLaw("figures-queues", "of each queue it is told what is ready, held and running, and since when something is ready") { stage in
            try await #expect(stage.store.queueFigures().isEmpty)
            _ = try await stage.finishedOfEachKind()
            try await #expect(stage.store.queueFigures().isEmpty)
            _ = try await stage.enqueue { $0.queue = "busy" }
            _ = try await stage.claim(queues: ["busy"])
            _ = try await stage.enqueue(at: .at(5)) { $0.priority = 9 }
            _ = try await stage.enqueue(at: .at(3.5))
            _ = try await stage.enqueue(at: .at(1)) { $0.runAfter = .at(100) }
            let flagged = try await stage.enqueue(at: .at(2))
            try await stage.others.setStopRequested(flagged, true)
            for _ in 0..<2 { _ = try await stage.enqueue { ($0.queue, $0.concurrency) = ("夜@gpu", ConcurrencyKey(name: "hubspot")) } }
            for claim in try await stage.claim(2, queues: ["夜@gpu"]) { _ = try await stage.store.requestStop(claim.job.id, now: .at(11)) }
            _ = try await stage.enqueue { ($0.queue, $0.runAfter) = ("later", .at(100)) }
            var expected = ["busy", "default", "later", "夜@gpu"].map(QueueFigures.init)
            expected[0].running = 1
            expected[1].ready = 2
            expected[1].held = 2
            expected[1].oldestReady = .at(3.5)
            expected[2].held = 1
            expected[3].running = 1
            expected[3].held = 1
            try await #expect(stage.store.queueFigures() == expected)
        },
        StoreLaw("figures-many", "what is ready in a queue is counted up to 10,000") { stage in
            let job = NewJob.sample { $0.queue = "a" }
            _ = try await stage.store.enqueue(Array(repeating: job, count: 10_001), now: .at(1))
            _ = try await stage.enqueue { $0.queue = "b" }
            let figures = try await stage.store.queueFigures()
            #expect(figures.map(\.ready) == [10_000, 1] && figures.map(\.queue) == ["a", "b"])
        },
        StoreLaw("figures-completed", "of each key it is told when the newest job that completed did so") { stage in
            func end(_ key: String, _ verdict: Verdict, at end: Instant) async throws {
                try await stage.settle(try await stage.running { $0.key = JobKey(key) }, verdict, at: end)
            }
            try await end("a", .completed, at: .at(20))
            try await end("a", .completed, at: .at(30.5))
            try await end("a", .failed, at: .at(40))
            try await end("A", .completed, at: .at(50))
            try await end("b", .stopped, at: .at(50))
            try await end("c", .completed, at: .at(60))
            _ = try await stage.enqueue { $0.key = JobKey("b") }
            let keys = ["a", "b", "c", "unknown"].compactMap { JobKey($0) }
            try await #expect(stage.store.lastCompleted(of: keys) == [keys[0]: .at(30.5), keys[2]: .at(60)])
            try await #expect(stage.store.lastCompleted(of: []).isEmpty)
        },
        StoreLaw("list-visible", "a list holds only jobs whose key may be seen, whatever else is asked") { stage in
            var ids: [JobID] = []
            for key in ["sync-a", "sync_b", "SYNC-a", "report", "resync-a", "sync-c"] {
                ids.append(try await stage.enqueue(key) { $0.key = JobKey(key) })
            }
            ids.append(try await stage.enqueue("no key") { $0.key = nil })
            let finished = try await stage.running("sync-d") { ($0.key, $0.priority) = (JobKey("sync-d"), 9) }
            try await stage.settle(finished, .completed)
            ids.append(finished.job.id)
            func names(_ visible: [String], _ change: (inout JobFilter) -> Void = { _ in }) async throws -> [String] {
                var filter = JobFilter()
                filter.visibleKeys = visible
                change(&filter)
                return try await stage.store.jobs(filter).map(\.name)
            }
            let globs: [([String], [String])] = [
                (["sync-?"], ["sync-d", "sync-c", "sync-a"]), (["report", "sync_*"], ["report", "sync_b"]), (["sync_a"], []),
                (["sync%"], []),
                (["sync[-_]?"], []), (["*"], ["sync-d", "sync-c", "resync-a", "report", "SYNC-a", "sync_b", "sync-a"]),
                (["sync-a", "sync-a", "s*a"], ["sync-a"]), (["\\*"], []), ([""], []), (["unknown"], []),
            ]
            for (visible, expected) in globs {
                try await #expect(names(visible) == expected, "\(visible)")
                let pending = expected.filter { $0 != "sync-d" }
                try await #expect(names(visible) { $0.statuses = [.pending] } == pending, "\(visible), pending")
                try await #expect(names(visible) { $0.ids = ids } == expected, "\(visible), of ids")
                try await #expect(names(visible) { ($0.ids, $0.limit) = (ids, 1) } == Array(expected.prefix(1)), "\(visible), first of ids")
                try await #expect(names(visible) { $0.limit = 1 } == Array(expected.prefix(1)), "\(visible), first")
                try await #expect(names(visible) { $0.keyGlob = "*-a" } == expected.filter { $0.hasSuffix("-a") }, "\(visible), glob")
                try await #expect(names(visible) { $0.keyGlob = "report" } == expected.filter { $0 == "report" }, "\(visible), key")
                try await #expect(names(visible) { $0.since = .at(0) } == expected, "\(visible), since")
            }
            try await #expect(names(["sync-?"]) { $0.before = ids[5] } == ["sync-a"])
        },
    ]
}
