import YobanCore

extension Fault {
    static let settling: [Fault] = [
        spoiledBySettling("leaves a completed job's progress", caughtBy: "settle-completed") { job in
            if job.status == .completed { job.progress = Progress() }
        },
        spoiledBySettling("loses the error", caughtBy: "settle-failed", "settle-retry") { $0.errorMessage = nil },
        spoiledBySettling("calls a stopped job failed", caughtBy: "settle-stopped") { job in
            if job.status == .stopped { job.status = .failed }
        },
        spoiledBySettling("makes a retry ready at once", caughtBy: "settle-retry") { job in
            job.hold = nil
            job.runAfter = nil
        },
        spoiledBySettling("counts every failure as a loss", caughtBy: "settle-loss") { $0.lostCount = $0.retryCount },
        Fault("keeps only the exit code", caughtBy: "settle-outcome") { broken, inner in
            broken.onSettle = { settlement in
                var settlement = settlement
                settlement.outcome = AttemptOutcome(
                    reason: settlement.outcome.reason, exitCode: settlement.outcome.exitCode, message: settlement.outcome.message)
                return try await inner.settle(settlement)
            }
        },
        Fault("keeps the newest attempt only", caughtBy: "settle-attempts", "release-number") { broken, inner in
            broken.onAttempts = { try await inner.attempts(of: $0).suffix(1) }
        },
        Fault("counts a release as a failure", caughtBy: "release") { broken, inner in
            broken.onRelease = { claim, placement, now in
                let held = try await inner.release(claim, to: placement, now: now)
                inner.spoil(claim.job.id) { $0.retryCount += 1 }
                return held
            }
        },
        Fault("uses the number of a released attempt again", caughtBy: "release-number") { broken, inner in
            broken.onRelease = { claim, placement, now in
                let held = try await inner.release(claim, to: placement, now: now)
                inner.spoil(claim.job.id) { $0.attemptNumber -= 1 }
                return held
            }
        },
    ]

    /// A store that damages the row after it has settled.
    private static func spoiledBySettling(
        _ summary: String, caughtBy laws: String..., change: @escaping @Sendable (inout Job) -> Void
    ) -> Fault {
        Fault(summary, caughtBy: laws) { broken, inner in
            broken.onSettle = { settlement in
                let held = try await inner.settle(settlement)
                inner.spoil(settlement.claim.job.id, change)
                return held
            }
        }
    }

    static let stopping: [Fault] = [
        Fault("only flags a pending job", caughtBy: "stop-pending") { broken, inner in
            broken.onRequestStop = { id, now in
                guard try await inner.job(id)?.status == .pending else { return try await inner.requestStop(id, now: now) }
                inner.spoil(id) { $0.stopRequested = true }
                return .stoppedBeforeStart
            }
        },
        Fault("tells a worker no stop requests", caughtBy: "stop-running", "stop-foreign") { broken, inner in
            broken.onHeld = { worker in
                try await inner.held(by: worker).map { claim in
                    var job = claim.job
                    job.stopRequested = false
                    return Claim(job: job, token: claim.token)
                }
            }
        },
        Fault("flags finished jobs", caughtBy: "stop-finished") { broken, inner in
            broken.onRequestStop = { id, now in
                inner.spoil(id) { if $0.status.isFinished { $0.stopRequested = true } }
                return try await inner.requestStop(id, now: now)
            }
        },
        Fault("keeps the stop flag at a retry", caughtBy: "retry") { broken, inner in
            broken.onRetry = { id, now in
                let answer = try await inner.retry(id, now: now)
                inner.spoil(id) { $0.stopRequested = true }
                return answer
            }
        },
        Fault("goes on counting at a retry", caughtBy: "retry-counts") { broken, inner in
            broken.onRetry = { id, now in
                let before = try await inner.job(id)
                let answer = try await inner.retry(id, now: now)
                inner.spoil(id) { $0.retryCount = before?.retryCount ?? 0 }
                return answer
            }
        },
        Fault("retries what runs", caughtBy: "retry-unfinished") { broken, inner in
            broken.onRetry = { id, now in
                inner.spoil(id) { $0.status = .failed }
                return try await inner.retry(id, now: now)
            }
        },
        Fault("retries beside a job with the same unique key", caughtBy: "retry-unique") { broken, inner in
            broken.onRetry = { id, now in
                inner.spoil(id) { $0.uniqueKey = nil }
                return try await inner.retry(id, now: now)
            }
        },
    ]

    static let promoting: [Fault] = [
        Fault("doesn't tell what is due next", caughtBy: "promote-due", "promote-early") { broken, inner in
            broken.onPromote = { Promotion(promoted: try await inner.promote(now: $0).promoted, nextDue: nil) }
        },
        Fault("promotes a second early", caughtBy: "promote-early") { broken, inner in
            broken.onPromote = { try await inner.promote(now: $0 + .seconds(1)) }
        },
        Fault("promotes 500 at most", caughtBy: "promote-many") { broken, inner in
            broken.onPromote = { now in
                let all = try await inner.promote(now: now)
                return Promotion(promoted: min(all.promoted, 500), nextDue: all.nextDue)
            }
        },
        Fault("leaves what was flagged while pending", caughtBy: "promote-flagged", "repair-flagged") { broken, inner in
            broken.onPromote = { now in
                let flagged = try await inner.jobs(JobFilter()).filter { $0.status == .pending && $0.stopRequested }
                for job in flagged { inner.spoil(job.id) { $0.stopRequested = false } }
                return try await inner.promote(now: now)
            }
        },
        Fault("removes the newest first", caughtBy: "prune") { broken, inner in
            broken.onPrune = { before, limit in
                let old = try await inner.jobs(JobFilter()).filter { $0.status.isFinished && $0.completedAt ?? $0.createdAt < before }
                    .sorted { ($0.completedAt ?? $0.createdAt) > ($1.completedAt ?? $1.createdAt) }.prefix(limit)
                for job in old { inner.remove(job.id) }
                return old.count
            }
        },
        Fault("removes what is old, finished or not", caughtBy: "prune-unfinished") { broken, inner in
            broken.onPrune = { before, limit in
                let old = try await inner.jobs(JobFilter()).filter { $0.completedAt ?? $0.createdAt < before }.prefix(limit)
                for job in old { inner.remove(job.id) }
                return old.count
            }
        },
        Fault("gives ids again", caughtBy: "prune-ids") { broken, inner in
            broken.onPrune = { before, limit in
                let removed = try await inner.prune(finishedBefore: before, limit: limit)
                inner.forgetLastID()
                return removed
            }
        },
    ]
}
