import Synchronization
import YobanCore

extension Fault {
    static let retiring: [Fault] = [
        Fault("forgets a worker's queues", caughtBy: "worker-fields") { broken, inner in
            broken.onRegister = { record in
                var record = record
                record.queues = []
                return try await inner.register(record)
            }
        },
        Fault("keeps whole seconds of a lease", caughtBy: "worker-fields") { broken, inner in
            broken.onRegister = { record in
                var record = record
                record.lease = .seconds(record.lease.components.seconds)
                return try await inner.register(record)
            }
        },
        Fault("ends draining at a start", caughtBy: "worker-drain") { broken, inner in
            broken.onRegister = { record in
                let session = try await inner.register(record)
                _ = try await inner.drain(record.id, false)
                return session
            }
        },
        Fault("says that nothing was drained when it was already", caughtBy: "worker-drain") { broken, inner in
            broken.onDrain = { id, draining in
                let before = try await inner.workers().first { $0.id == id }?.isDraining
                return try await inner.drain(id, draining) && before != draining
            }
        },
        Fault("drains whom it doesn't know", caughtBy: "worker-drain-unknown") { broken, inner in
            broken.onDrain = { id, draining in
                _ = try await inner.drain(id, draining)
                return true
            }
        },
        Fault("tells a retired worker nothing", caughtBy: "worker-retire") { broken, inner in
            broken.onRetire = { id, session in
                let retired = try await inner.retire(id, session: session)
                if retired { inner.spoilWorker(id) { ($0.session, $0.isRetired) = (session, false) } }
                return retired
            }
        },
        Fault("retires whatever session there is", caughtBy: "worker-retire-once") { broken, inner in
            broken.onRetire = { id, session in
                let newest = try await inner.workers().first { $0.id == id }?.session ?? session
                return try await inner.retire(id, session: newest)
            }
        },
        Fault("retires twice", caughtBy: "worker-retire-once") { broken, inner in
            broken.onRetire = { id, session in
                inner.spoilWorker(id) { $0.isRetired = false }
                return try await inner.retire(id, session: session)
            }
        },
        Fault("leaves a worker that starts again retired", caughtBy: "worker-retire-return") { broken, inner in
            broken.onRegister = { record in
                let wasRetired = try await inner.workers().first { $0.id == record.id }?.isRetired ?? false
                let session = try await inner.register(record)
                inner.spoilWorker(record.id) { $0.isRetired = wasRetired }
                return session
            }
        },
        Fault("gives back what a retired worker holds", caughtBy: "worker-retire-claims") { broken, inner in
            broken.onRetire = { id, session in
                for claim in try await inner.held(by: id) { _ = try await inner.release(claim, to: nil, now: .at(0)) }
                return try await inner.retire(id, session: session)
            }
        },
        Fault("removes old workers that hold something", caughtBy: "prune-workers") { broken, inner in
            broken.onPrune = { before, limit in
                inner.state.withLock { $0.workers = $0.workers.filter { $1.seenAt >= before } }
                return try await inner.prune(finishedBefore: before, limit: limit)
            }
        },
        Fault("keeps old workers", caughtBy: "prune-workers") { broken, inner in
            broken.onPrune = { before, limit in
                let workers = inner.state.withLock { $0.workers }
                let removed = try await inner.prune(finishedBefore: before, limit: limit)
                inner.state.withLock { $0.workers = workers }
                return removed
            }
        },
    ]

    static let releasing: [Fault] = [
        Fault("releases to where the job was", caughtBy: "release-place", "release-place-freed") { broken, inner in
            broken.onRelease = { claim, _, now in try await inner.release(claim, to: nil, now: now) }
        },
        Fault("places a row anew without being told where", caughtBy: "release-place") { broken, inner in
            broken.onRelease = { claim, placement, now in try await inner.release(claim, to: placement ?? Placement(), now: now) }
        },
        Fault("places a row anew whose token is another's", caughtBy: "release-place-stale") { broken, inner in
            broken.onRelease = { claim, placement, now in
                if let placement { inner.spoil(claim.job.id) { $0.queue = placement.queue } }
                return try await inner.release(claim, to: placement, now: now)
            }
        },
    ]
}

extension MemoryStore {
    /// Damages a worker's record.
    fileprivate func spoilWorker(_ id: WorkerID, _ change: (inout WorkerRecord) -> Void) {
        state.withLock { state in
            guard var worker = state.workers[id] else { return }
            change(&worker)
            state.workers[id] = worker
        }
    }
}
