import Synchronization
import YobanCore

extension Fault {
    static let pauses: [Fault] = [
        Fault("gives out jobs of a paused queue", caughtBy: "pause-claim", "pause-goes-on", "pause-race") { broken, inner in
            broken.onClaim = { tokens, queues, worker, host, now in
                try await inner.withoutPauses { try await inner.claim(tokens, queues: queues, by: worker, on: host, now: now) }
            }
        },
        Fault("holds a queue and not those of its labels", caughtBy: "pause-claim") { broken, inner in
            broken.onClaim = { tokens, queues, worker, host, now in
                let claims = try await inner.claim(tokens, queues: queues, by: worker, on: host, now: now)
                return try await claims
                    + inner.withoutPauses {
                        let labelled = queues.filter { $0.contains("@") }
                        return try await inner.claim(
                            Array(tokens.dropFirst(claims.count)), queues: labelled, by: worker, on: host, now: now)
                    }
            }
        },
        Fault("holds all queues whose names begin alike", caughtBy: "pause-claim") { broken, inner in
            broken.onClaim = { tokens, queues, worker, host, now in
                let paused = try await inner.pausedQueues().map(\.queue)
                let open = queues.filter { queue in !paused.contains { queue.hasPrefix($0) } }
                return try await inner.claim(tokens, queues: open, by: worker, on: host, now: now)
            }
        },
        Fault("makes no due job ready in a paused queue", caughtBy: "pause-goes-on") { broken, inner in
            broken.onPromote = { now in
                guard try await inner.pausedQueues().isEmpty else { return Promotion(promoted: 0, nextDue: nil) }
                return try await inner.promote(now: now)
            }
        },
        Fault("does not say how many are ahead in a paused queue", caughtBy: "pause-goes-on") { broken, inner in
            broken.onAhead = { try await inner.pausedQueues().isEmpty ? try await inner.jobsAhead(of: $0) : nil }
        },
        Fault("forgets pauses when it prunes", caughtBy: "pause-goes-on") { broken, inner in
            broken.onPrune = { before, limit in
                inner.state.withLock { $0.pauses = [:] }
                return try await inner.prune(finishedBefore: before, limit: limit)
            }
        },
        Fault("keeps the beginning of a reason", caughtBy: "pause-told", "pause-audit") { broken, inner in
            broken.onPause = { try await inner.pause(queue: $0, reason: String($1.prefix(40)), by: $2, now: $3) }
        },
        Fault("lists paused queues as they were paused", caughtBy: "pause-told") { broken, inner in
            broken.onPausedQueues = { try await inner.pausedQueues().sorted { $0.at > $1.at } }
        },
        Fault("pauses again what is paused", caughtBy: "pause-once") { broken, inner in
            broken.onPause = { queue, reason, author, now in
                inner.state.withLock { $0.pauses[queue] = nil }
                return try await inner.pause(queue: queue, reason: reason, by: author, now: now)
            }
        },
        Fault("resumes what is not paused", caughtBy: "pause-once") { broken, inner in
            broken.onResume = { queue, author, now in
                _ = try await inner.resume(queue: queue, by: author, now: now)
                return true
            }
        },
        Fault("does not note who resumed", caughtBy: "pause-once") { broken, inner in
            broken.onResume = { queue, _, _ in inner.state.withLock { $0.pauses.removeValue(forKey: queue) != nil } }
        },
        Fault("notes no reason as an empty one", caughtBy: "pause-audit") { broken, inner in
            broken.onPause = { queue, reason, author, now in
                let isPaused = try await inner.pause(queue: queue, reason: reason, by: author, now: now)
                inner.state.withLock { state in
                    if let last = state.audit.indices.last { state.audit[last].after = reason }
                }
                return isPaused
            }
        },
        Fault("gives a place that is free to a paused queue", caughtBy: "pause-key") { broken, inner in
            broken.onSettle = { settlement in try await inner.withoutPauses { try await inner.settle(settlement) } }
        },
        Fault("calls jobs of a paused queue when it promotes", caughtBy: "pause-key") { broken, inner in
            broken.onPromote = { now in try await inner.withoutPauses { try await inner.promote(now: now) } }
        },
    ]
}

extension MemoryStore {
    /// As if nothing were paused.
    fileprivate func withoutPauses<T>(_ body: () async throws -> T) async throws -> T {
        let pauses = state.withLock { state in
            defer { state.pauses = [:] }
            return state.pauses
        }
        defer { state.withLock { $0.pauses.merge(pauses) { $1 } } }
        return try await body()
    }
}
