import Testing
import YobanCore

extension WorkerRecord {
    static func sample(_ id: WorkerID = Stage.worker, seen: Instant = .at(1)) -> WorkerRecord {
        WorkerRecord(id: id, host: id.value, pid: 812, slots: 1, bootID: "boot", doorbell: "", version: "1.0", seenAt: seen)
    }
}

extension StoreLaw {
    static let retiring: [StoreLaw] = [
        StoreLaw("worker-fields", "a worker's queues and lease come back as they were registered, the newest ones") { stage in
            var record = WorkerRecord.sample()
            record.queues = ["default", "default@gpu", "夜 間", "it's"]
            record.lease = .milliseconds(90_001)
            record.session = 1
            _ = try await stage.store.register(record)
            try await #expect(stage.store.workers() == [record])
            record.queues = []
            record.lease = .seconds(86_400)
            record.session = try await stage.store.register(record)
            try await #expect(stage.store.workers() == [record])
        },
        StoreLaw("worker-drain", "a worker is told at each beat whether it is draining; a start keeps it so") { stage in
            let session = try await stage.store.register(.sample())
            for draining in [true, true, false, false, true] {
                try await #expect(stage.store.drain(Stage.worker, draining))
                try await #expect(stage.store.renew(Stage.worker, session: session, now: .at(2)) == .held(isDraining: draining))
                try await #expect(stage.store.workers().map(\.isDraining) == [draining])
            }
            let next = try await stage.store.register(.sample())
            try await #expect(stage.store.renew(Stage.worker, session: next, now: .at(3)) == .held(isDraining: true))
            _ = try await stage.store.register(.sample(Stage.otherWorker))
            try await #expect(stage.store.workers().map(\.isDraining) == [true, false])
        },
        StoreLaw("worker-drain-unknown", "a worker that is not known can't be drained") { stage in
            _ = try await stage.store.register(.sample())
            try await #expect(!stage.store.drain(WorkerID("nobody"), true))
            try await #expect(!stage.store.drain(WorkerID("nobody"), false))
            try await #expect(stage.store.workers().map(\.isDraining) == [false])
        },
        StoreLaw("worker-retire", "a worker that is retired learns it at its next beat") { stage in
            let session = try await stage.store.register(.sample())
            _ = try await stage.store.register(.sample(Stage.otherWorker))
            try await #expect(stage.store.retire(Stage.worker, session: session))
            try await #expect(stage.store.renew(Stage.worker, session: session, now: .at(5)) == .notHeld)
            let workers = try await stage.store.workers()
            #expect(workers.map(\.isRetired) == [true, false] && workers.map(\.seenAt) == [.at(1), .at(1)])
            try await #expect(stage.store.renew(Stage.otherWorker, session: 1, now: .at(5)) == .held(isDraining: false))
        },
        StoreLaw("worker-retire-once", "only the session that was named is retired, and only once") { stage in
            let old = try await stage.store.register(.sample())
            let new = try await stage.store.register(.sample())
            try await #expect(!stage.store.retire(Stage.worker, session: old))
            try await #expect(!stage.store.retire(Stage.worker, session: new + 1))
            try await #expect(!stage.store.retire(WorkerID("nobody"), session: 1))
            try await #expect(stage.store.renew(Stage.worker, session: new, now: .at(5)) == .held(isDraining: false))
            let answers = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<6 { group.addTask { try await stage.store.retire(Stage.worker, session: new) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count { $0 } == 1)
            let retired = try #require(try await stage.store.workers().first)
            #expect(retired.isRetired && retired.session > new)
            try await #expect(!stage.store.retire(Stage.worker, session: retired.session))
        },
        StoreLaw("worker-retire-return", "a retired worker that starts again has a session of its own") { stage in
            let first = try await stage.store.register(.sample())
            try await #expect(stage.store.retire(Stage.worker, session: first))
            let retired = try #require(try await stage.store.workers().first).session
            let second = try await stage.store.register(.sample())
            #expect(second > retired && retired > first)
            try await #expect(stage.store.workers().map(\.isRetired) == [false])
            try await #expect(stage.store.renew(Stage.worker, session: first, now: .at(6)) == .notHeld)
            try await #expect(stage.store.renew(Stage.worker, session: second, now: .at(6)) == .held(isDraining: false))
            try await #expect(stage.store.retire(Stage.worker, session: second))
        },
        StoreLaw("worker-retire-claims", "what a retired worker holds stays until it is settled, claim by claim") { stage in
            let session = try await stage.store.register(.sample())
            let claim = try await stage.running()
            try await #expect(stage.store.retire(Stage.worker, session: session))
            try await #expect(stage.store.held(by: Stage.worker) == [claim])
            try await #expect(stage.settle(claim, .failed, AttemptOutcome(reason: .lostHost)) == .held)
            try await #expect(stage.store.held(by: Stage.worker).isEmpty)
        },
        StoreLaw("prune-workers", "workers that were not seen since go, but not those that hold something") { stage in
            for (name, seen) in [("busy", 5.0), ("ended", 5), ("exact", 10), ("old", 5), ("renewed", 5), ("young", 11)] {
                _ = try await stage.store.register(.sample(WorkerID(name), seen: .at(seen)))
            }
            let busy = try await stage.running(by: WorkerID("busy"))
            let ended = try await stage.running(by: WorkerID("ended"))
            try await stage.settle(ended, .completed, at: .at(20))
            _ = try await stage.store.renew(WorkerID("renewed"), session: 1, now: .at(12))
            try await #expect(stage.store.prune(finishedBefore: .at(10), limit: 9) == 0)
            try await #expect(stage.store.workers().map(\.id.value) == ["busy", "exact", "renewed", "young"])
            try await stage.settle(busy, .completed, at: .at(20))
            try await #expect(stage.store.prune(finishedBefore: .at(10), limit: 9) == 0)
            try await #expect(stage.store.workers().map(\.id.value) == ["exact", "renewed", "young"])
        },
    ]
}
