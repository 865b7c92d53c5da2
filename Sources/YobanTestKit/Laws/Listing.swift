import Testing
import YobanCore

extension StoreLaw {
    static let listing: [StoreLaw] = [
        StoreLaw("hosts", "the host of a job is that of its newest attempt; one that was never tried has none") { stage in
            func claim(on host: String) async throws -> Claim {
                let store = stage.store
                return try #require(
                    try await store.claim([.new()], queues: [Job.defaultQueue], by: Stage.worker, on: host, now: .at(10)).first)
            }
            let moved = try await stage.enqueue()
            _ = try await stage.store.release(try await claim(on: "first"), to: nil, now: .at(11))
            try await #expect(stage.store.hosts(of: [moved]) == [moved: "first"])
            try await stage.settle(try await claim(on: "第二"), .completed)
            // More than are asked for at once anywhere.
            var hosts = [moved: "第二"]
            for number in 0..<70 {
                _ = try await stage.enqueue()
                let claim = try await claim(on: "h\(number)")
                hosts[claim.job.id] = "h\(number)"
            }
            let waiting = try await stage.enqueue()
            let all = Array(hosts.keys)
            try await #expect(stage.store.hosts(of: all + [moved, waiting, JobID(999_999_999)]) == hosts)
            try await #expect(stage.store.hosts(of: [waiting]).isEmpty)
            try await #expect(stage.store.hosts(of: []).isEmpty)
        },
        StoreLaw("list-newest", "lists begin with the newest job and go on from where a page ended") { stage in
            var ids: [JobID] = []
            for _ in 0..<5 { ids.insert(try await stage.enqueue(), at: 0) }
            var filter = JobFilter()
            filter.limit = 2
            try await #expect(stage.store.jobs(filter).map(\.id) == Array(ids[0..<2]))
            filter.before = ids[1]
            try await #expect(stage.store.jobs(filter).map(\.id) == Array(ids[2..<4]))
            filter.before = ids[4]
            try await #expect(stage.store.jobs(filter).isEmpty)
            filter.limit = 0
            filter.before = nil
            try await #expect(stage.store.jobs(filter).isEmpty)
        },
        StoreLaw("list-status", "a list holds jobs of the statuses that were asked for") { stage in
            let finished = try await stage.finishedOfEachKind()
            let running = try await stage.running().job.id
            let pending = try await stage.enqueue()
            let byStatus: [(Set<JobStatus>, [JobID])] = [
                ([.completed], [finished[0]]), ([.failed, .pending], [pending, finished[1]]),
                ([.stopped, .running], [running, finished[2]]),
            ]
            for (statuses, expected) in byStatus {
                var filter = JobFilter()
                filter.statuses = statuses
                try await #expect(stage.store.jobs(filter).map(\.id) == expected)
            }
        },
        StoreLaw("list-glob", "a key is matched by * and ?, all else is itself") { stage in
            var ids: [String: JobID] = [:]
            for key in ["sync-a", "sync-b", "sync", "resync-a", "SYNC-a"] {
                ids[key] = try await stage.enqueue(key) { $0.key = JobKey(key) }
            }
            _ = try await stage.enqueue("no key") { $0.key = nil }
            let globs: [(String, [String])] = [
                ("sync-?", ["sync-b", "sync-a"]), ("sync*", ["sync", "sync-b", "sync-a"]), ("*-a", ["SYNC-a", "resync-a", "sync-a"]),
                ("sync", ["sync"]), ("sync-[ab]", []), ("*", ["SYNC-a", "resync-a", "sync", "sync-b", "sync-a"]), ("s_nc", []), ("%", []),
                ("", []),
            ]
            for (glob, expected) in globs {
                var filter = JobFilter()
                filter.keyGlob = glob
                try await #expect(stage.store.jobs(filter).map(\.name) == expected, "\(glob)")
                filter.statuses = [.pending]
                try await #expect(stage.store.jobs(filter).map(\.name) == expected, "\(glob), pending")
                filter.limit = 1
                try await #expect(stage.store.jobs(filter).map(\.name) == Array(expected.prefix(1)), "\(glob), first")
            }
        },
        StoreLaw("list-since", "a list can begin at an instant of creation") { stage in
            let late = try await stage.enqueue(at: .at(30))
            _ = try await stage.enqueue(at: .at(9.999))
            let exact = try await stage.enqueue(at: .at(10))
            var filter = JobFilter()
            filter.since = .at(10)
            try await #expect(stage.store.jobs(filter).map(\.id) == [exact, late])
            filter.keyGlob = "rep*"
            filter.statuses = [.pending, .failed]
            try await #expect(stage.store.jobs(filter).map(\.id) == [exact, late])
            filter.since = .at(31)
            try await #expect(stage.store.jobs(filter).isEmpty)
        },
        StoreLaw("list-since-any-order", "rows whose times don't rise with their numbers are found since an instant, on every page") {
            stage in
            // So far apart that a store which looks at blocks of numbers has to look at several.
            let created: [Int64: Double] = [1: 50, 2: 5, 70_000: 10, 140_000: 70, 140_001: 20, 200_000: 30]
            for (id, second) in created { try await stage.others.insert(JobID(id), createdAt: .at(second)) }
            for second in [0, 5, 10, 20, 30, 50, 70, 71.0] {
                for limit in [1, 2, 10] {
                    for before in [nil, 200_000, 140_001, 70_000, 2] as [Int64?] {
                        var filter = JobFilter()
                        (filter.since, filter.limit, filter.before) = (.at(second), limit, before.map { JobID($0) })
                        let ids = created.filter { $0.value >= second && $0.key < before ?? .max }.keys.sorted(by: >).prefix(limit)
                        let context: Comment = "\(second), \(limit), \(before ?? 0)"
                        try await #expect(stage.store.jobs(filter).map(\.id.value) == Array(ids), context)
                        filter.statuses = [.pending]
                        try await #expect(stage.store.jobs(filter).map(\.id.value) == Array(ids), context)
                    }
                }
            }
        },
        StoreLaw("list-ids", "a list can be of known ids, and the rest of the filter holds too") { stage in
            let first = try await stage.running().job.id
            let second = try await stage.enqueue()
            _ = try await stage.enqueue()
            var filter = JobFilter()
            filter.ids = [first, second, JobID(999_999)]
            try await #expect(stage.store.jobs(filter).map(\.id) == [second, first])
            filter.statuses = [.running]
            try await #expect(stage.store.jobs(filter).map(\.id) == [first])
        },
        StoreLaw("look-newest", "the newest job is told") { stage in
            try await #expect(stage.store.newestJob() == nil)
            _ = try await stage.enqueue()
            let last = try await stage.enqueue()
            try await #expect(stage.store.newestJob() == last)
            try await #expect(stage.store.job(JobID(999_999)) == nil)
        },
        StoreLaw("look-ahead", "how many will be taken before a job is told, for jobs that can be taken") { stage in
            let low = try await stage.enqueue(at: .at(1))
            let lower = try await stage.enqueue(at: .at(2))
            let urgent = try await stage.enqueue(at: .at(3)) { $0.priority = 1 }
            let waiting = try await stage.enqueue { $0.runAfter = .at(100) }
            let other = try await stage.enqueue { $0.queue = "night" }
            for (id, count) in [(urgent, 0), (low, 1), (lower, 2), (other, 0)] {
                try await #expect(stage.store.jobsAhead(of: id) == count)
            }
            try await #expect(stage.store.jobsAhead(of: waiting) == nil)
            try await #expect(stage.store.jobsAhead(of: JobID(999_999)) == nil)
            _ = try await stage.claim()
            try await #expect(stage.store.jobsAhead(of: urgent) == nil)
            try await #expect(stage.store.jobsAhead(of: low) == 0)
        },
        StoreLaw("look-unfinished", "unfinished jobs are counted, up to 1,000") { stage in
            _ = try await stage.finishedOfEachKind()
            try await #expect(stage.store.unfinishedCount() == 0)
            _ = try await stage.running()
            let last = try await stage.store.enqueue((0..<1200).map { _ in .sample() }, now: .at(1)).last
            try await #expect(stage.store.unfinishedCount() == 1000)
            try await #expect(stage.store.jobsAhead(of: try #require(last).id) == 1000)
        },
    ]
}
