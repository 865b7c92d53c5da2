import YobanCore

extension Fault {
    static let claiming: [Fault] = [
        Fault("takes the oldest, urgent or not", caughtBy: "claim-order") { broken, inner in
            broken.onEnqueue = { jobs, now in
                let made = try await inner.enqueue(jobs, now: now)
                for job in made { inner.spoil(job.id) { $0.priority = 0 } }
                return made
            }
        },
        Fault("looks first, then takes, without a compare", caughtBy: "claim-once", "queues-race") { broken, inner in
            broken.onClaim = { tokens, queues, worker, host, now in
                let claims = try await inner.claim(tokens, queues: queues, by: worker, on: host, now: now)
                // As if another claimant had looked at the same moment.
                if let first = claims.first, first.job.attemptNumber == 1 { inner.spoil(first.job.id) { $0.status = .pending } }
                return claims
            }
        },
        Fault("gives one token to all", caughtBy: "claim-tokens") { broken, inner in
            broken.onClaim = { tokens, queues, worker, host, now in
                let one = tokens.map { _ in tokens[0] }
                return try await inner.claim(one, queues: queues, by: worker, on: host, now: now)
            }
        },
        Fault("takes a job without a token", caughtBy: "claim-nothing") { broken, inner in
            broken.onClaim = { tokens, queues, worker, host, now in
                let wanted = tokens.isEmpty ? [ClaimToken.new()] : tokens
                return try await inner.claim(wanted, queues: queues, by: worker, on: host, now: now)
            }
        },
        Fault("has one queue", caughtBy: "claim-queue") { broken, inner in
            broken.onClaim = { tokens, _, worker, host, now in
                try await inner.claim(tokens, queues: [Job.defaultQueue], by: worker, on: host, now: now)
            }
        },
        Fault("carries the row as it was before", caughtBy: "claim-row") { broken, inner in
            broken.onClaim = { tokens, queues, worker, host, now in
                try await inner.claim(tokens, queues: queues, by: worker, on: host, now: now).map { claim in
                    var job = claim.job
                    job.startedAt = nil
                    return Claim(job: job, token: claim.token)
                }
            }
        },
        Fault("opens no attempt", caughtBy: "claim-attempt", "release", "settle-outcome") { broken, _ in
            broken.onAttempts = { _ in [] }
        },
        Fault("takes what is to be stopped", caughtBy: "claim-flagged", "promote-flagged") { broken, inner in
            broken.onClaim = { tokens, queues, worker, host, now in
                for job in try await inner.jobs(JobFilter()) { inner.spoil(job.id) { $0.stopRequested = false } }
                return try await inner.claim(tokens, queues: queues, by: worker, on: host, now: now)
            }
        },
        Fault("leaves the last error in a running row", caughtBy: "claim-clears") { broken, inner in
            broken.onClaim = { tokens, queues, worker, host, now in
                let before = try await inner.jobs(JobFilter())
                return try await inner.claim(tokens, queues: queues, by: worker, on: host, now: now).map { claim in
                    let error = before.first { $0.id == claim.job.id }?.errorMessage
                    inner.spoil(claim.job.id) { $0.errorMessage = error }
                    var job = claim.job
                    job.errorMessage = error
                    return Claim(job: job, token: claim.token)
                }
            }
        },
        Fault("gives a worker what all workers hold", caughtBy: "claim-held") { broken, inner in
            broken.onHeld = { _ in try await inner.held(by: Stage.worker) + inner.held(by: Stage.otherWorker) }
        },
    ]

    static let running: [Fault] = [
        Fault("forgets where an attempt runs", caughtBy: "begin", "settle-over-begin") { broken, inner in
            broken.onBegin = { claim, directory, started in
                let held = try await inner.begin(claim, runDirectory: directory, startedAt: started)
                inner.spoilAttempt(claim.job.id) { $0.runDirectory = nil }
                return held
            }
        },
        Fault("writes NULL where a report says nothing", caughtBy: "report") { broken, inner in
            broken.onReport = { progress, claim in
                inner.spoil(claim.job.id) { $0.progress = Progress() }
                return try await inner.report(progress, for: claim)
            }
        },
        Fault("refuses a report that says nothing", caughtBy: "report") { broken, inner in
            broken.onReport = { $0 == Progress() ? .notHeld : try await inner.report($0, for: $1) }
        },
        Fault("clears progress when a job fails", caughtBy: "progress-foreign", "settle-failed", "settle-retry") { broken, inner in
            broken.onSettle = { settlement in
                let held = try await inner.settle(settlement)
                inner.spoil(settlement.claim.job.id) { $0.progress = Progress() }
                return held
            }
        },
        Fault("begins by job id alone", caughtBy: "stale-begin") { broken, inner in
            broken.onBegin = { try await inner.begin(inner.forgetful($0), runDirectory: $1, startedAt: $2) }
        },
        Fault("reports by job id alone", caughtBy: "stale-report") { broken, inner in
            broken.onReport = { try await inner.report($0, for: inner.forgetful($1)) }
        },
        Fault("settles by job id alone", caughtBy: "stale-settle", "late-token", "late-after-retry") { broken, inner in
            broken.onSettle = { settlement in
                var settlement = settlement
                settlement.claim = inner.forgetful(settlement.claim)
                return try await inner.settle(settlement)
            }
        },
        Fault("releases by job id alone", caughtBy: "stale-release") { broken, inner in
            broken.onRelease = { try await inner.release(inner.forgetful($0), to: $1, now: $2) }
        },
        Fault("answers held for a job that is gone", caughtBy: "stale-unknown", "settle-race") { broken, inner in
            broken.onSettle = { settlement in
                _ = try await inner.settle(settlement)
                return .held
            }
        },
    ]
}
