import Testing
import YobanCore

extension StoreLaw {
    static let settling: [StoreLaw] = [
        StoreLaw("settle-completed", "a completed job says 完了, 100, and has no error") { stage in
            let claim = try await stage.running()
            try await #expect(stage.settle(claim, .completed, at: .at(20)) == .held)
            let job = try await stage.job(claim.job.id)
            #expect(job.status == .completed && job.reason == .ok && job.progress == .done && job.errorMessage == nil)
            #expect(job.completedAt == .at(20) && job.startedAt == .at(10) && job.worker == nil && job.retryCount == 0)
        },
        StoreLaw("settle-failed", "a failed job keeps its progress and says why it failed") { stage in
            let claim = try await stage.running()
            var settlement = Settlement(
                claim: claim, outcome: AttemptOutcome(reason: .timeout, signal: 15, message: "タイムアウト"), verdict: .failed,
                endedAt: .at(20), progress: Progress(percentage: 70, message: "7/10"))
            settlement.startedAt = .at(11)
            try await #expect(stage.store.settle(settlement) == .held)
            let job = try await stage.job(claim.job.id)
            #expect(job.status == .failed && job.reason == .timeout && job.errorMessage == "タイムアウト")
            #expect(job.progress == Progress(percentage: 70, message: "7/10") && job.completedAt == .at(20) && job.startedAt == .at(11))
        },
        StoreLaw("settle-stopped", "a stopped job is stopped, and keeps its flag") { stage in
            let claim = try await stage.running()
            _ = try await stage.store.requestStop(claim.job.id, now: .at(15))
            try await stage.settle(claim, .stopped, AttemptOutcome(reason: .stopped, signal: 15, message: "stopped by hana"))
            let job = try await stage.job(claim.job.id)
            #expect(job.status == .stopped && job.reason == .stopped && job.completedAt == .at(20) && job.stopRequested)
        },
        StoreLaw("settle-retry", "a job to be tried again waits until it is due, with the last error and progress to be read") { stage in
            let claim = try await stage.running { $0.maxRetries = 2 }
            _ = try await stage.store.report(Progress(percentage: 40, message: "half"), for: claim)
            try await #expect(
                stage.settle(claim, .retry(at: .at(30)), AttemptOutcome(reason: .exit, exitCode: 2, message: "exit 2")) == .held)
            let job = try await stage.job(claim.job.id)
            #expect(job.status == .pending && job.hold == .time && job.runAfter == .at(30) && job.retryCount == 1)
            #expect(job.errorMessage == "exit 2" && job.reason == .exit && job.progress == Progress(percentage: 40, message: "half"))
            #expect(job.startedAt == .at(10) && job.completedAt == nil && job.worker == nil && job.lostCount == 0)
            try await #expect(stage.claim(at: .at(31)).isEmpty)
        },
        StoreLaw("settle-loss", "a loss is counted, and only a loss") { stage in
            let claim = try await stage.running { $0.maxRetries = 5 }
            try await stage.settle(claim, .retry(at: .at(20)), AttemptOutcome(reason: .lostHost, message: "another boot"))
            try await #expect(stage.job(claim.job.id).lostCount == 1)
            _ = try await stage.store.promote(now: .at(20))
            let second = try #require(try await stage.claim().first)
            try await stage.settle(second, .retry(at: .at(20)), AttemptOutcome(reason: .exit, exitCode: 1))
            let job = try await stage.job(claim.job.id)
            #expect(job.lostCount == 1 && job.retryCount == 2)
        },
        StoreLaw("settle-outcome", "the attempt keeps the whole outcome") { stage in
            let claim = try await stage.running()
            var outcome = AttemptOutcome(reason: .exit, exitCode: 7, message: "exit 7\nlast line")
            outcome.resources.userMilliseconds = 1
            outcome.resources.systemMilliseconds = 2
            outcome.resources.peakMemoryBytes = 3 << 40
            outcome.resources.outputBytes = 4
            outcome.resources.droppedBytes = 5
            outcome.survivors = ["812 sleep", "813 \"odd\\name\""]
            outcome.endedBy = "cgroup"
            outcome.processesLeft = 6
            var settlement = Settlement(claim: claim, outcome: outcome, verdict: .failed, endedAt: .at(20.5))
            settlement.startedAt = .at(11.25)
            settlement.runDirectory = "/var/runs/1"
            _ = try await stage.store.settle(settlement)
            var expected = Attempt(
                id: claim.attempt, job: claim.job.id, number: 1, state: .ended, worker: Stage.worker, host: "host", claimedAt: .at(10))
            expected.startedAt = .at(11.25)
            expected.endedAt = .at(20.5)
            expected.runDirectory = "/var/runs/1"
            expected.outcome = outcome
            try await #expect(stage.store.attempts(of: claim.job.id) == [expected])
        },
        StoreLaw("settle-over-begin", "settling leaves what begin noted when it says nothing else") { stage in
            let claim = try await stage.running()
            _ = try await stage.store.begin(claim, runDirectory: "/var/runs/1", startedAt: .at(11))
            try await stage.settle(claim, .failed, AttemptOutcome(reason: .signal, signal: 9))
            let attempt = try #require(try await stage.store.attempts(of: claim.job.id).first)
            #expect(attempt.startedAt == .at(11) && attempt.runDirectory == "/var/runs/1" && attempt.outcome?.signal == 9)
            try await #expect(stage.job(claim.job.id).errorMessage == nil)
        },
        StoreLaw("settle-attempts", "earlier attempts are kept, oldest first") { stage in
            var claim = try await stage.running { $0.maxRetries = 5 }
            for second in 1...3 {
                try await stage.settle(claim, .retry(at: .at(20)), AttemptOutcome(reason: .exit, exitCode: second))
                _ = try await stage.store.promote(now: .at(20))
                claim = try #require(try await stage.claim().first)
            }
            let attempts = try await stage.store.attempts(of: claim.job.id)
            #expect(attempts.map(\.number) == [1, 2, 3, 4])
            #expect(attempts.map { $0.outcome?.exitCode } == [1, 2, 3, nil])
        },
        StoreLaw("settle-race", "of many that settle one claim at once, one does") { stage in
            let claim = try await stage.running()
            let answers = try await withThrowingTaskGroup(of: Holding.self) { group in
                for _ in 0..<6 { group.addTask { try await stage.settle(claim, .retry(at: .at(30)), AttemptOutcome(reason: .exit)) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count { $0 == .held } == 1)
            try await #expect(stage.job(claim.job.id).retryCount == 1)
        },
    ]
}
