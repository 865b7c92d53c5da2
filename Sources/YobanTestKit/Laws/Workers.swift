import Testing
import YobanCore

extension StoreLaw {
    static let workers: [StoreLaw] = [
        StoreLaw("worker-register", "each start of a worker gets the next session, and its beat begins at 0") { stage in
            var record = WorkerRecord(
                id: Stage.worker, host: "host", pid: 812, slots: 3, bootID: "boot-1", doorbell: "/run/bell", version: "1.0", seenAt: .at(1))
            try await #expect(stage.store.register(record) == 1)
            _ = try await stage.store.renew(record.id, session: 1, now: .at(2))
            record.pid = 813
            record.bootID = "boot-2"
            record.seenAt = .at(3)
            try await #expect(stage.store.register(record) == 2)
            record.session = 2
            try await #expect(stage.store.workers() == [record])
        },
        StoreLaw("worker-renew", "renewing raises the beat, and only for the newest session") { stage in
            let record = WorkerRecord(
                id: Stage.worker, host: "host", pid: 812, slots: 1, bootID: "boot", doorbell: "", version: "1.0", seenAt: .at(1))
            let old = try await stage.store.register(record)
            let new = try await stage.store.register(record)
            try await #expect(stage.store.renew(record.id, session: old, now: .at(5)) == .notHeld)
            try await #expect(stage.store.renew(record.id, session: new, now: .at(6)) == .held(isDraining: false))
            try await #expect(stage.store.renew(record.id, session: new, now: .at(7)) == .held(isDraining: false))
            try await #expect(stage.store.renew(WorkerID("nobody"), session: 1, now: .at(7)) == .notHeld)
            let read = try #require(try await stage.store.workers().first)
            #expect(read.beat == 2 && read.seenAt == .at(7))
        },
        StoreLaw("worker-condition", "a beat tells the worker's condition, one without leaves it, a start clears it") { stage in
            let record = WorkerRecord(
                id: Stage.worker, host: "host", pid: 812, slots: 1, bootID: "boot", doorbell: "", version: "1.0", seenAt: .at(1))
            let (roomy, full) = (
                WorkerCondition(diskFreeBytes: 40 << 40, diskBytes: 60 << 40, descriptors: 31, descriptorLimit: 1024),
                WorkerCondition(diskFreeBytes: 0, diskBytes: 60 << 40, descriptors: 1024, descriptorLimit: 1 << 30)
            )
            let old = try await stage.store.register(record)
            try await #expect(stage.condition() == nil)
            for told in [roomy, nil] {
                _ = try await stage.store.renew(record.id, session: old, condition: told, now: .at(2))
                try await #expect(stage.condition() == roomy)
            }
            _ = try await stage.store.drain(record.id, true)
            _ = try await stage.store.renew(record.id, session: old, condition: full, now: .at(3))
            try await #expect(stage.condition() == full)
            let new = try await stage.store.register(record)
            try await #expect(stage.condition() == nil)
            _ = try await stage.store.renew(record.id, session: old, condition: roomy, now: .at(4))
            try await #expect(stage.condition() == nil)
            _ = try await stage.store.renew(record.id, session: new, condition: roomy, now: .at(5))
            _ = try await stage.store.retire(record.id, session: new)
            try await #expect(stage.condition() == roomy)
        },
        StoreLaw("worker-list", "workers are listed by id") { stage in
            for name in ["c", "a", "b"] {
                _ = try await stage.store.register(
                    WorkerRecord(id: WorkerID(name), host: name, pid: 1, slots: 1, bootID: "", doorbell: "", version: "", seenAt: .at(0)))
            }
            try await #expect(stage.store.workers().map(\.id.value) == ["a", "b", "c"])
        },
    ]

    static let schedules: [StoreLaw] = [
        StoreLaw("schedule-begin", "a schedule that is new or changed begins now, an old one stands where it stood") { stage in
            let (nightly, weekly) = (JobKey.sample("nightly"), JobKey.sample("weekly"))
            try await #expect(stage.store.schedules([nightly: "0 2 * * *"], now: .at(0)) == [nightly: .at(0)])
            let both = try await stage.store.schedules([nightly: "0 2 * * *", weekly: "0 3 * * 1"], now: .at(5))
            #expect(both == [nightly: .at(0), weekly: .at(5)])
            let changed = try await stage.store.schedules([nightly: "30 2 * * *"], now: .at(9))
            #expect(changed == [nightly: .at(9)])
            try await #expect(stage.store.schedules([weekly: "0 3 * * 1"], now: .at(10)) == [weekly: .at(5)])
        },
        StoreLaw("schedule-fire", "firing makes the job and moves the schedule on, once") { stage in
            let key = JobKey.sample("nightly")
            _ = try await stage.store.schedules([key: "0 2 * * *"], now: .at(0))
            let fired = try #require(
                try await stage.store.fire(key, planned: .at(60), after: .at(0), job: .sample("nightly"), now: .at(61)))
            try await #expect(stage.job(fired.id).name == "nightly")
            try await #expect(stage.job(fired.id).createdAt == .at(61))
            try await #expect(stage.store.schedules([key: "0 2 * * *"], now: .at(62)) == [key: .at(60)])
            try await #expect(stage.store.fire(key, planned: .at(60), after: .at(0), job: .sample(), now: .at(62)) == nil)
            try await #expect(stage.store.unfinishedCount() == 1)
        },
        StoreLaw("schedule-unknown", "a schedule that is not noted does not fire") { stage in
            try await #expect(stage.store.fire(.sample("nightly"), planned: .at(60), after: .at(0), job: .sample(), now: .at(61)) == nil)
            try await #expect(stage.store.newestJob() == nil)
        },
        StoreLaw("schedule-race", "of two leaders that fire one instant, one makes the job") { stage in
            let key = JobKey.sample("nightly")
            _ = try await stage.store.schedules([key: "0 2 * * *"], now: .at(0))
            for round in 0..<10 {
                let (last, planned) = (Instant.at(Double(round)), Instant.at(Double(round + 1)))
                let fired = try await withThrowingTaskGroup(of: Enqueued?.self) { group in
                    for _ in 0..<2 {
                        group.addTask { try await stage.store.fire(key, planned: planned, after: last, job: .sample(), now: planned) }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(fired.count { $0 != nil } == 1)
            }
            try await #expect(stage.store.unfinishedCount() == 10)
        },
        StoreLaw("schedule-unique", "a schedule whose job is still there moves on without a second one") { stage in
            let key = JobKey.sample("nightly")
            _ = try await stage.store.schedules([key: "0 2 * * *"], now: .at(0))
            let job = NewJob.sample { $0.uniqueKey = "nightly" }
            let first = try #require(try await stage.store.fire(key, planned: .at(60), after: .at(0), job: job, now: .at(60)))
            try await #expect(stage.store.fire(key, planned: .at(120), after: .at(60), job: job, now: .at(120)) == .existing(first.id))
            try await #expect(stage.store.schedules([key: "0 2 * * *"], now: .at(130)) == [key: .at(120)])
        },
    ]
}

extension Stage {
    /// Of the one worker that there is.
    fileprivate func condition() async throws -> WorkerCondition? { try await store.workers().first?.condition }
}

extension JobKey {
    /// A key that is known to be valid.
    static func sample(_ value: String) -> JobKey {
        // A mistake in a law, not in what it tests.
        guard let key = JobKey(value) else { preconditionFailure("not a key: \(value)") }
        return key
    }
}
