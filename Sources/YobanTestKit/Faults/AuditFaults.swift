import Synchronization
import YobanCore

extension Fault {
    static let audit: [Fault] = [
        Fault("does not note who enqueued", caughtBy: "audit-enqueue", "audit-enqueue-many", "audit-list", "audit-prune") { broken, inner in
            broken.onEnqueue = { try await inner.enqueue($0, now: $1) }
        },
        Fault("notes a job that was there already", caughtBy: "audit-enqueue") { broken, inner in
            broken.onEnqueue = { jobs, now in
                let enqueued = try await inner.enqueue(jobs, now: now)
                for one in enqueued { inner.note(.enqueue, "\(one.id)", now, after: "pending") }
                return enqueued
            }
        },
        Fault("notes one job of each call", caughtBy: "audit-enqueue", "audit-enqueue-many") { broken, inner in
            broken.onEnqueue = { jobs, now in
                let first = try await inner.enqueue(Array(jobs.prefix(1)), by: Stage.author, now: now)
                return first + (try await inner.enqueue(Array(jobs.dropFirst()), now: now))
            }
        },
        Fault("does not note who stopped", caughtBy: "audit-stop") { broken, inner in
            broken.onRequestStop = { try await inner.requestStop($0, now: $1) }
        },
        Fault("notes each request to stop", caughtBy: "audit-stop") { broken, inner in
            broken.onRequestStop = { id, now in
                let answer = try await inner.requestStop(id, now: now)
                switch answer {
                case .stoppedBeforeStart: inner.note(.stop, "\(id)", now, before: "pending", after: "stopped")
                case .requested: inner.note(.stop, "\(id)", now, before: "running", after: "stop_requested")
                case .alreadyFinished, .unknown: break
                }
                return answer
            }
        },
        Fault("answers a second request to stop as if the job had ended", caughtBy: "audit-stop-again") { broken, inner in
            broken.onRequestStop = { id, now in
                if try await inner.job(id)?.stopRequested == true { return .alreadyFinished(.running) }
                return try await inner.requestStop(id, by: Stage.author, now: now)
            }
        },
        Fault("does not note who retried", caughtBy: "audit-retry") { broken, inner in
            broken.onRetry = { try await inner.retry($0, now: $1) }
        },
        Fault("notes a retry that queued nothing", caughtBy: "audit-retry") { broken, inner in
            broken.onRetry = { id, now in
                let before = try await inner.job(id)?.status
                let answer = try await inner.retry(id, now: now)
                inner.note(.retry, "\(id)", now, before: before?.rawValue, after: "pending")
                return answer
            }
        },
        Fault("does not note who drained", caughtBy: "audit-drain") { broken, inner in
            broken.onDrain = { try await inner.drain($0, $1) }
        },
        Fault("notes a worker that was draining already", caughtBy: "audit-drain") { broken, inner in
            broken.onDrain = { id, draining in
                let isKnown = try await inner.drain(id, draining)
                let (before, after) = draining ? ("active", "draining") : ("draining", "active")
                if isKnown { inner.note(draining ? .drain : .resume, id.value, .at(2), before: before, after: after) }
                return isKnown
            }
        },
        Fault("does not note who gave a worker up", caughtBy: "audit-retire") { broken, inner in
            broken.onRetire = { try await inner.retire($0, session: $1) }
        },
        Fault("notes a worker that is given up twice", caughtBy: "audit-retire") { broken, inner in
            broken.onRetire = { id, session in
                inner.note(.declareDead, id.value, .at(1), after: "retired")
                return try await inner.retire(id, session: session)
            }
        },
        Fault("notes what the product does by itself", caughtBy: "audit-author") { broken, inner in
            broken.onRetry = { try await inner.retry($0, by: Author(name: "yoban"), now: $1) }
        },
        Fault("lists the oldest entry first", caughtBy: "audit-list") { broken, inner in
            broken.onAudit = { try await inner.audit($0).reversed() }
        },
        looking("ignores the author") { $0.author = nil },
        looking("ignores the target") { $0.target = nil },
        looking("ignores where a page of the audit ended") { $0.before = nil },
        looking("ignores how many entries are wanted") { $0.limit = 50 },
        Fault("keeps the audit for ever", caughtBy: "audit-prune") { broken, inner in
            broken.onPrune = { before, limit in
                let kept = inner.state.withLock { $0.audit }
                defer { inner.state.withLock { $0.audit = kept } }
                return try await inner.prune(finishedBefore: before, limit: limit)
            }
        },
        Fault("gives the number of an entry again", caughtBy: "audit-prune") { broken, inner in
            broken.onPrune = { before, limit in
                defer { inner.state.withLock { $0.lastAudit = 0 } }
                return try await inner.prune(finishedBefore: before, limit: limit)
            }
        },
    ]

    private static func looking(_ summary: String, change: @escaping @Sendable (inout AuditFilter) -> Void) -> Fault {
        Fault(summary, caughtBy: "audit-list") { broken, inner in
            broken.onAudit = { filter in
                var filter = filter
                change(&filter)
                return try await inner.audit(filter)
            }
        }
    }

    static let figures: [Fault] = [
        counting("counts what is to be stopped as ready") { ($0.ready, $0.held) = ($0.ready + $0.held, 0) },
        counting("tells no oldest job") { $0.oldestReady = nil },
        counting("counts what runs as held") { ($0.held, $0.running) = ($0.held + $0.running, 0) },
        Fault("tells of queues that are empty", caughtBy: "figures-queues") { broken, inner in
            broken.onFigures = {
                let figures = try await inner.queueFigures()
                return figures.isEmpty ? [QueueFigures(queue: Job.defaultQueue)] : figures
            }
        },
        Fault("counts all that is ready", caughtBy: "figures-many") { broken, inner in
            broken.onFigures = {
                let all = inner.state.withLock { $0.rows.count }
                return try await inner.queueFigures().map { figures in
                    var figures = figures
                    if figures.ready == QueueFigures.largestCount { figures.ready = all }
                    return figures
                }
            }
        },
        Fault("tells the last end of a key, however it ended", caughtBy: "figures-completed") { broken, inner in
            broken.onLastCompleted = { keys in
                var last: [JobKey: Instant] = [:]
                for job in try await inner.jobs(JobFilter()).reversed() {
                    if let key = job.key, keys.contains(key), let end = job.completedAt { last[key] = end }
                }
                return last
            }
        },
        Fault("shows jobs that may not be seen", caughtBy: "list-visible") { broken, inner in
            broken.onJobs = { filter in
                var filter = filter
                filter.visibleKeys = []
                return try await inner.jobs(filter)
            }
        },
        Fault("takes out what may not be seen after a page is full", caughtBy: "list-visible") { broken, inner in
            broken.onJobs = { filter in
                var all = filter
                all.visibleKeys = []
                return try await inner.jobs(all).filter { Glob.admits($0.key, by: filter.visibleKeys) }
            }
        },
    ]

    private static func counting(_ summary: String, change: @escaping @Sendable (inout QueueFigures) -> Void) -> Fault {
        Fault(summary, caughtBy: "figures-queues") { broken, inner in
            broken.onFigures = {
                try await inner.queueFigures().map { figures in
                    var figures = figures
                    change(&figures)
                    return figures
                }
            }
        }
    }
}

extension MemoryStore {
    /// Notes something for the author of the laws, whether it happened or not.
    func note(_ action: AuditAction, _ target: String, _ now: Instant, before: String? = nil, after: String?) {
        state.withLock { $0.note(action, target, by: Stage.author, now, before: before, after: after) }
    }
}
