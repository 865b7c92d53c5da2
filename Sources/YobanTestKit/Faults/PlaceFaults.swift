import Synchronization
import YobanCore

extension Fault {
    static let places: [Fault] = [
        Fault("knows no concurrency keys", caughtBy: "key-one", "key-many", "key-queues", "key-stop", "key-retry") { broken, inner in
            broken.onEnqueue = { try await inner.enqueue(changed($0) { $0.concurrency = nil }, now: $1) }
        },
        Fault("runs one at a time, whatever the limit", caughtBy: "key-many") { broken, inner in
            broken.onEnqueue = { try await inner.enqueue(changed($0) { $0.concurrency?.limit = 1 }, now: $1) }
        },
        Fault("goes by a limit that no job has", caughtBy: "key-own-limit", "key-one") { broken, inner in
            broken.onEnqueue = { try await inner.enqueue(changed($0) { $0.concurrency?.limit = 3 }, now: $1) }
        },
        Fault("comes back short when it held a job", caughtBy: "key-behind", "key-one") { broken, inner in
            broken.onClaim = { tokens, queues, worker, host, now in
                let before = inner.heldJobs.count
                let claims = try await inner.claim(tokens, queues: queues, by: worker, on: host, now: now)
                guard inner.heldJobs.count > before else { return claims }
                for claim in claims.dropFirst() { _ = try await inner.release(claim, to: nil, now: now) }
                return Array(claims.prefix(1))
            }
        },
        Fault("takes a place without looking who has it", caughtBy: "key-race", "key-one", "key-many") { broken, inner in
            broken.onClaim = { tokens, queues, worker, host, now in
                inner.state.withLock { $0.locks = [:] }
                return try await inner.claim(tokens, queues: queues, by: worker, on: host, now: now)
            }
        },
        Fault("takes no key for a key", caughtBy: "key-none") { broken, inner in
            broken.onEnqueue = {
                try await inner.enqueue(changed($0) { $0.concurrency = $0.concurrency ?? ConcurrencyKey(name: "") }, now: $1)
            }
        },
        Fault("counts the places of each queue apart", caughtBy: "key-queues") { broken, inner in
            broken.onEnqueue = { try await inner.enqueue(changed($0) { $0.concurrency?.name += "/" + $0.queue }, now: $1) }
        },
        Fault("frees a place only when a job completes", caughtBy: "key-freed") { broken, inner in
            broken.onSettle = { settlement in
                let places = inner.places()
                let holding = try await inner.settle(settlement)
                if settlement.verdict != .completed { inner.restore(places) }
                return holding
            }
        },
        Fault("frees a place and wakes nobody", caughtBy: "key-freed", "key-urgent", "key-race") { broken, inner in
            broken.onSettle = { settlement in
                let held = inner.heldJobs
                let holding = try await inner.settle(settlement)
                for id in held { inner.spoil(id) { $0.hold = .key } }
                return holding
            }
        },
        Fault("frees no place at a release", caughtBy: "key-released", "release-place-freed") { broken, inner in
            broken.onRelease = { claim, placement, now in
                let places = inner.places()
                let holding = try await inner.release(claim, to: placement, now: now)
                inner.restore(places)
                return holding
            }
        },
        Fault("frees the place of the job, whoever asks", caughtBy: "key-stale", "repair-retaken") { broken, inner in
            broken.onSettle = { settlement in
                let holding = try await inner.settle(settlement)
                let claim = inner.forgetful(settlement.claim)
                if holding == .notHeld { inner.state.withLock { $0.freePlace(of: claim) } }
                return holding
            }
        },
        Fault("wakes who waits longest, urgent or not", caughtBy: "key-urgent") { broken, inner in
            broken.onSettle = { settlement in
                let held = inner.heldJobs
                let holding = try await inner.settle(settlement)
                if inner.heldJobs.count < held.count {
                    for id in held { inner.spoil(id) { $0.hold = id == held.min() ? nil : .key } }
                }
                return holding
            }
        },
        Fault("only flags a job that waits for a place", caughtBy: "key-stop") { broken, inner in
            broken.onRequestStop = { id, now in
                guard inner.heldJobs.contains(id) else { return try await inner.requestStop(id, now: now) }
                inner.spoil(id) { $0.stopRequested = true }
                return .requested
            }
        },
        Fault("gives a job that is tried again no place", caughtBy: "key-retry") { broken, inner in
            broken.onClaim = { tokens, queues, worker, host, now in
                for job in try await inner.jobs(JobFilter()) where job.retryCount > 0 { inner.spoil(job.id) { $0.concurrency = nil } }
                return try await inner.claim(tokens, queues: queues, by: worker, on: host, now: now)
            }
        },
        Fault("runs any number where the limit is 1", caughtBy: "key-foreign-limit") { broken, inner in
            broken.onClaim = { tokens, queues, worker, host, now in
                for job in try await inner.jobs(JobFilter()) where job.concurrency?.limit == 1 {
                    inner.spoil(job.id) { $0.concurrency?.limit = .max }
                }
                return try await inner.claim(tokens, queues: queues, by: worker, on: host, now: now)
            }
        },
        Fault("folds the case of keys", caughtBy: "key-foreign-text") { broken, inner in
            broken.onClaim = { tokens, queues, worker, host, now in
                for job in try await inner.jobs(JobFilter()) {
                    inner.spoil(job.id) { $0.concurrency = $0.concurrency.map { ConcurrencyKey(name: $0.name.lowercased()) } }
                }
                return try await inner.claim(tokens, queues: queues, by: worker, on: host, now: now)
            }
        },
    ]

    static let repairing: [Fault] = [
        Fault(
            "leaves places as they are at a promotion", caughtBy: "repair-changed", "repair-deleted", "repair-retaken", "repair-held"
        ) { broken, inner in
            broken.onPromote = { now in
                let places = inner.places()
                let promotion = try await inner.promote(now: now)
                let woken = places.held.count - inner.heldJobs.count
                inner.restore(places)
                return Promotion(promoted: promotion.promoted - woken, nextDue: promotion.nextDue)
            }
        },
        Fault("frees all places at a promotion", caughtBy: "repair-changed") { broken, inner in
            broken.onPromote = { now in
                inner.state.withLock { $0.locks = [:] }
                return try await inner.promote(now: now)
            }
        },
        Fault("makes the job ready and does not count it", caughtBy: "repair-deleted", "repair-held") { broken, inner in
            broken.onPromote = { now in
                let before = inner.heldJobs.count
                let promotion = try await inner.promote(now: now)
                return Promotion(promoted: promotion.promoted - (before - inner.heldJobs.count), nextDue: promotion.nextDue)
            }
        },
    ]
}

extension MemoryStore {
    /// Jobs that wait for a place.
    var heldJobs: [JobID] { state.withLock { $0.rows.values.map(\.job).filter { $0.hold == .key }.map(\.id) } }

    /// Who has a place, and who waits for one.
    func places() -> (locks: [String: [Int: Lock]], held: [JobID]) { (state.withLock { $0.locks }, heldJobs) }

    func restore(_ places: (locks: [String: [Int: Lock]], held: [JobID])) {
        state.withLock { $0.locks = places.locks }
        for id in places.held { spoil(id) { if $0.status == .pending { $0.hold = .key } } }
    }
}
