import Synchronization
import YobanCore

extension Fault {
    static let late: [Fault] = [
        Fault("refuses late results", caughtBy: "late-result", "late-retry", "late-again", "late-place") { broken, inner in
            broken.onSettle = { settlement in
                guard try await inner.job(settlement.claim.job.id)?.status == .running else { return .notHeld }
                return try await inner.settle(settlement)
            }
        },
        whenLate("leaves the attempt of a late result as it was", caughtBy: "late-result") { inner, claim, before in
            inner.state.withLock { $0.rows[claim.job.id]?.attempts = before.attempts }
        },
        whenLate("keeps the token after a late result", caughtBy: "late-result", "late-again") { inner, claim, _ in
            inner.spoil(claim.job.id) { ($0.status, $0.reason) = ($0.status == .completed ? .failed : $0.status, .lostHost) }
            inner.state.withLock { $0.rows[claim.job.id]?.token = claim.token }
        },
        whenLate("queues a job again by its late result", caughtBy: "late-retry") { inner, claim, _ in
            inner.spoil(claim.job.id) { ($0.status, $0.hold, $0.runAfter) = (.pending, .time, .at(500)) }
        },
        whenLate("takes one late result, whatever it says", caughtBy: "late-again") { inner, claim, _ in
            inner.state.withLock { $0.rows[claim.job.id]?.token = nil }
        },
        whenLate("frees a place by a late result", caughtBy: "late-place") { inner, _, _ in
            inner.state.withLock { state in
                state.locks = [:]
                _ = state.repairPlaces()
            }
        },
        Fault("takes a late result for any failed job", caughtBy: "late-no-loss") { broken, inner in
            broken.onSettle = { settlement in
                let id = settlement.claim.job.id
                if try await inner.job(id)?.status == .failed {
                    inner.spoil(id) { $0.reason = .lostHost }
                    inner.state.withLock { $0.rows[id]?.token = settlement.claim.token }
                }
                return try await inner.settle(settlement)
            }
        },
    ]

    /// A store that does something else after it took a late result.
    private static func whenLate(
        _ summary: String, caughtBy laws: String...,
        then: @escaping @Sendable (MemoryStore, Claim, _ before: (job: Job?, attempts: [Attempt])) -> Void
    ) -> Fault {
        Fault(summary, caughtBy: laws) { broken, inner in
            broken.onSettle = { settlement in
                let id = settlement.claim.job.id
                let before = (job: try await inner.job(id), attempts: try await inner.attempts(of: id))
                let holding = try await inner.settle(settlement)
                if holding == .held, before.job?.takesLateResult == true { then(inner, settlement.claim, before) }
                return holding
            }
        }
    }
}
