import Testing
import YobanCore

extension Stage {
    /// A job whose run was believed lost, and failed by it.
    func lost(_ reason: Reason = .lostHost) async throws -> Claim {
        let claim = try await running()
        _ = try await store.report(Progress(percentage: 40, message: "half"), for: claim)
        try await #expect(settle(claim, .failed, AttemptOutcome(reason: reason, message: "no beat")) == .held)
        return claim
    }
}

extension StoreLaw {
    static let late: [StoreLaw] = [
        StoreLaw("late-result", "a job that failed by a loss takes the result of its last run still, in its row and in its attempt") {
            stage in
            for (verdict, reason) in [(Verdict.completed, Reason.ok), (.failed, .exit), (.stopped, .stopped), (.failed, .leaseLost)] {
                for loss in [Reason.lostHost, .lostShim] {
                    let claim = try await stage.lost(loss)
                    var outcome = AttemptOutcome(reason: reason, exitCode: 3, message: "it ended")
                    outcome.resources.outputBytes = 7
                    var settlement = Settlement(claim: claim, outcome: outcome, verdict: verdict, endedAt: .at(99))
                    settlement.startedAt = .at(11)
                    settlement.runDirectory = "/var/runs/1"
                    try await #expect(stage.store.settle(settlement) == .held)
                    let job = try await stage.job(claim.job.id)
                    #expect(job.status == status(of: verdict) && job.reason == reason && job.completedAt == .at(99))
                    #expect(job.progress == (verdict == .completed ? .done : Progress(percentage: 40, message: "half")))
                    #expect(job.errorMessage == (verdict == .completed ? nil : "it ended") && job.startedAt == .at(11))
                    #expect(job.worker == nil && job.lostCount == 0 && job.retryCount == 0 && job.attemptNumber == 1)
                    let attempts = try await stage.store.attempts(of: claim.job.id)
                    #expect(attempts.map(\.outcome) == [outcome] && attempts.map(\.state) == [.ended])
                    #expect(attempts.map(\.endedAt) == [.at(99)] && attempts.map(\.runDirectory) == ["/var/runs/1"])
                    try await refused(stage, claim)
                }
            }
        },
        StoreLaw("late-retry", "a late result does not queue the job again: where it would be tried again it has failed") { stage in
            let claim = try await stage.lost()
            try await #expect(stage.settle(claim, .retry(at: .at(500)), AttemptOutcome(reason: .exit, message: "exit 1")) == .held)
            let job = try await stage.job(claim.job.id)
            #expect(job.status == .failed && job.reason == .exit && job.errorMessage == "exit 1" && job.completedAt == .at(20))
            #expect(job.hold == nil && job.runAfter == nil && job.retryCount == 0)
        },
        StoreLaw("late-again", "a late result that is again a loss leaves the job open for another") { stage in
            let claim = try await stage.lost()
            try await #expect(stage.settle(claim, .failed, AttemptOutcome(reason: .lostShim)) == .held)
            try await #expect(stage.job(claim.job.id).reason == .lostShim)
            try await #expect(stage.settle(claim, .completed) == .held)
            try await refused(stage, claim)
        },
        StoreLaw("late-token", "a late result needs the token of the last run, and says nothing but an end") { stage in
            let claim = try await stage.lost()
            try await refused(stage, Claim(job: claim.job, token: .new()))
            let job = try await stage.job(claim.job.id)
            try await #expect(stage.store.begin(claim, runDirectory: "/x", startedAt: .at(50)) == .notHeld)
            try await #expect(stage.store.report(Progress(percentage: 99), for: claim) == .notHeld)
            try await #expect(stage.store.release(claim, to: nil, now: .at(50)) == .notHeld)
            try await #expect(stage.job(claim.job.id) == job)
            try await #expect(stage.store.held(by: Stage.worker).isEmpty)
        },
        StoreLaw("late-after-retry", "a job that was queued again, by hand or by its verdict, takes no late result of the run before") {
            stage in
            let byHand = try await stage.lost()
            try await #expect(stage.store.retry(byHand.job.id, now: .at(30)) == .queued)
            try await refused(stage, byHand)
            let second = try #require(try await stage.claim(at: .at(31)).first)
            try await refused(stage, byHand)
            try await stage.settle(second, .failed, AttemptOutcome(reason: .lostHost))
            try await refused(stage, byHand)
            let retried = try await stage.running { $0.maxRetries = 1 }
            try await stage.settle(retried, .retry(at: .at(40)), AttemptOutcome(reason: .lostHost))
            try await refused(stage, retried)
        },
        StoreLaw("late-no-loss", "a job that did not fail by a loss takes no late result") { stage in
            for (verdict, reason) in [(Verdict.failed, Reason.exit), (.failed, .leaseLost), (.completed, .ok), (.stopped, .lostHost)] {
                let claim = try await stage.running()
                try await stage.settle(claim, verdict, AttemptOutcome(reason: reason))
                try await refused(stage, claim)
            }
        },
        StoreLaw("late-place", "a loss has freed the place: a late result takes and frees none") { stage in
            let (running, held) = try await stage.runningAndHeld()
            let second = try await stage.enqueueKeyed()
            try await #expect(stage.claim(9).isEmpty)
            try await stage.settle(running, .failed, AttemptOutcome(reason: .lostHost))
            let next = try #require(try await stage.claim(9).first)
            #expect(next.job.id == held)
            try await #expect(stage.settle(running, .completed) == .held)
            try await #expect(stage.claim(9).isEmpty)
            try await #expect(stage.isHeld(second))
        },
    ]

    private static func status(of verdict: Verdict) -> JobStatus {
        switch verdict {
        case .completed: .completed
        case .failed: .failed
        case .stopped: .stopped
        case .retry: .pending
        }
    }

    private static func refused(_ stage: Stage, _ claim: Claim) async throws {
        let (job, attempts) = (try await stage.job(claim.job.id), try await stage.store.attempts(of: claim.job.id))
        try await #expect(stage.settle(claim, .completed, at: .at(777)) == .notHeld)
        try await #expect(stage.job(claim.job.id) == job)
        try await #expect(stage.store.attempts(of: claim.job.id) == attempts)
    }
}
