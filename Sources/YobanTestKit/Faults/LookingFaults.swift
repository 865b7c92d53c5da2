import Synchronization
import YobanCore

extension Fault {
    static let listing: [Fault] = [
        Fault("tells the host of the first attempt", caughtBy: "hosts") { broken, inner in
            broken.onHosts = { ids in
                var hosts: [JobID: String] = [:]
                for id in ids { hosts[id] = try await inner.attempts(of: id).first?.host }
                return hosts
            }
        },
        Fault("lists the oldest first", caughtBy: "list-newest") { broken, inner in
            broken.onJobs = { try await inner.jobs($0).reversed() }
        },
        ignoring("ignores where a page ended", caughtBy: "list-newest") { $0.before = nil },
        ignoring("ignores statuses", caughtBy: "list-status", "list-ids") { $0.statuses = [] },
        ignoring("compares keys instead of matching them", caughtBy: "list-glob") { filter in
            filter.keyGlob = filter.keyGlob?.filter { $0 != "*" && $0 != "?" }
        },
        ignoring("ignores since", caughtBy: "list-since") { $0.since = nil },
        Fault("believes that times rise with numbers", caughtBy: "list-since", "list-since-any-order") { broken, inner in
            broken.onJobs = { filter in
                guard let since = filter.since else { return try await inner.jobs(filter) }
                var all = filter
                (all.since, all.limit) = (nil, .max)
                return Array(try await inner.jobs(all).prefix { $0.createdAt >= since }.prefix(filter.limit))
            }
        },
        ignoring("ignores ids", caughtBy: "list-ids") { $0.ids = [] },
        Fault("knows no newest job", caughtBy: "look-newest") { broken, _ in broken.onNewest = { nil } },
        Fault("counts a job as ahead of itself", caughtBy: "look-ahead") { broken, inner in
            broken.onAhead = { try await inner.jobsAhead(of: $0).map { $0 + 1 } }
        },
        Fault("counts finished jobs as unfinished", caughtBy: "look-unfinished") { broken, inner in
            broken.onUnfinished = { min(try await inner.jobs(JobFilter()).count, 1000) }
        },
    ]

    private static func ignoring(_ summary: String, caughtBy laws: String..., change: @escaping @Sendable (inout JobFilter) -> Void)
        -> Fault
    {
        Fault(summary, caughtBy: laws) { broken, inner in
            broken.onJobs = { filter in
                var filter = filter
                change(&filter)
                return try await inner.jobs(filter)
            }
        }
    }

    static let workers: [Fault] = [
        Fault("keeps the beat of the session before", caughtBy: "worker-register") { broken, inner in
            broken.onRegister = { record in
                let beat = try await inner.workers().first { $0.id == record.id }?.beat ?? 0
                let session = try await inner.register(record)
                for _ in 0..<beat { _ = try await inner.renew(record.id, session: session, now: record.seenAt) }
                return session
            }
        },
        Fault("renews any session", caughtBy: "worker-renew") { broken, inner in
            broken.onRenew = { id, session, condition, now in
                let newest = try await inner.workers().first { $0.id == id }?.session ?? session
                return try await inner.renew(id, session: newest, condition: condition, now: now)
            }
        },
        Fault("forgets a condition at a beat without one", caughtBy: "worker-condition") { broken, inner in
            broken.onRenew = { id, session, condition, now in
                let renewal = try await inner.renew(id, session: session, condition: condition, now: now)
                if renewal != .notHeld { inner.state.withLock { $0.workers[id]?.condition = condition } }
                return renewal
            }
        },
        Fault("keeps a condition over a start", caughtBy: "worker-condition") { broken, inner in
            broken.onRegister = { record in
                let condition = try await inner.workers().first { $0.id == record.id }?.condition
                let session = try await inner.register(record)
                inner.state.withLock { $0.workers[record.id]?.condition = condition }
                return session
            }
        },
        Fault("takes a condition from a session that is over", caughtBy: "worker-condition") { broken, inner in
            broken.onRenew = { id, session, condition, now in
                if let condition { inner.state.withLock { $0.workers[id]?.condition = condition } }
                return try await inner.renew(id, session: session, condition: condition, now: now)
            }
        },
        Fault("lists workers in any order", caughtBy: "worker-list") { broken, inner in
            broken.onWorkers = { try await inner.workers().reversed() }
        },
    ]

    static let schedules: [Fault] = [
        Fault("begins every schedule anew at each start", caughtBy: "schedule-begin") { broken, _ in
            broken.onSchedules = { expressions, now in expressions.mapValues { _ in now } }
        },
        Fault("makes the job and forgets to move on", caughtBy: "schedule-fire", "schedule-race") { broken, inner in
            broken.onFire = { _, _, _, job, now in try await inner.enqueue([job], now: now)[0] }
        },
        Fault("fires what is not noted", caughtBy: "schedule-unknown") { broken, inner in
            broken.onFire = { key, planned, last, job, now in
                let fired = try await inner.fire(key, planned: planned, after: last, job: job, now: now)
                if let fired { return fired }
                return try await inner.enqueue([job], now: now)[0]
            }
        },
    ]
}
