import Testing
import YobanCore

extension StoreLaw {
    static let claiming: [StoreLaw] = [
        StoreLaw("claim-order", "the most urgent is taken first, then the oldest, then the smallest id") { stage in
            let late = try await stage.enqueue(at: .at(3))
            let early = try await stage.enqueue(at: .at(1))
            let sameTime = try await stage.enqueue(at: .at(1))
            let urgent = try await stage.enqueue(at: .at(4)) { $0.priority = 5 }
            let lazy = try await stage.enqueue(at: .at(0)) { $0.priority = -1 }
            try await #expect(stage.claim(2).map(\.job.id) == [urgent, early])
            try await #expect(stage.claim(9).map(\.job.id) == [sameTime, late, lazy])
        },
        StoreLaw("claim-once", "of many claimants, no two hold the same job, and none is lost") { stage in
            let ids = try await stage.store.enqueue((0..<60).map { .sample("job \($0)") }, now: .at(0)).map(\.id)
            let claimed = try await withThrowingTaskGroup(of: [JobID].self) { group in
                for number in 0..<8 {
                    group.addTask {
                        var mine: [JobID] = []
                        while case let claims = try await stage.claim(1 + number % 3, by: WorkerID("w\(number)")), !claims.isEmpty {
                            mine += claims.map(\.job.id)
                            if mine.count > 60 { break }
                        }
                        return mine
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(claimed.sorted() == ids)
        },
        StoreLaw("claim-tokens", "a claim takes at most one job for each token, and each job gets its own") { stage in
            for _ in 0..<3 { _ = try await stage.enqueue() }
            let tokens = [ClaimToken.new(), .new()]
            let claims = try await stage.store.claim(tokens, queues: [Job.defaultQueue], by: Stage.worker, on: "host", now: .at(10))
            #expect(claims.map(\.token) == tokens)
            #expect(Set(claims.map(\.job.id)).count == 2)
        },
        StoreLaw("claim-nothing", "without a token or a ready job nothing is taken") { stage in
            try await #expect(stage.claim(3).isEmpty)
            let id = try await stage.enqueue()
            try await #expect(stage.claim(0).isEmpty)
            try await #expect(stage.job(id).status == .pending)
        },
        StoreLaw("claim-queue", "only jobs of the queue that was named are taken") { stage in
            _ = try await stage.enqueue { $0.priority = 9 }
            let night = try await stage.enqueue { $0.queue = "night" }
            try await #expect(stage.claim(5, queues: ["night"]).map(\.job.id) == [night])
            try await #expect(stage.claim(5, queues: ["day"]).isEmpty)
        },
        StoreLaw("claim-row", "a claim carries the row as it stands after it") { stage in
            let claim = try await stage.running()
            try await #expect(stage.job(claim.job.id) == claim.job)
            #expect(claim.job.status == .running && claim.job.attemptNumber == 1)
            #expect(claim.job.startedAt == .at(10) && claim.job.worker == Stage.worker)
        },
        StoreLaw("claim-attempt", "a claim opens an attempt") { stage in
            let claim = try await stage.running()
            let attempt = Attempt(
                id: claim.attempt, job: claim.job.id, number: 1, state: .claimed, worker: Stage.worker, host: "host", claimedAt: .at(10))
            try await #expect(stage.store.attempts(of: claim.job.id) == [attempt])
        },
        StoreLaw("claim-flagged", "a pending job that is to be stopped is not taken") { stage in
            let id = try await stage.enqueue()
            try await stage.others.setStopRequested(id, true)
            try await #expect(stage.claim().isEmpty)
            try await stage.others.setStopRequested(id, false)
            try await #expect(stage.claim().count == 1)
        },
        StoreLaw("claim-clears", "a running row speaks only of its own run: no error, reason or progress of the one before") { stage in
            let claim = try await stage.running { $0.maxRetries = 1 }
            _ = try await stage.store.report(Progress(percentage: 40, message: "half"), for: claim)
            try await stage.settle(claim, .retry(at: .at(30)), AttemptOutcome(reason: .exit, exitCode: 3, message: "exit 3"))
            _ = try await stage.store.promote(now: .at(30))
            let job = try #require(try await stage.claim(at: .at(31)).first).job
            #expect(job.errorMessage == nil && job.reason == nil && job.progress == Progress() && job.startedAt == .at(31))
            #expect(job.attemptNumber == 2 && job.retryCount == 1)
        },
        StoreLaw("claim-held", "what a worker holds is found again by its id, with its tokens, by job id") { stage in
            let first = try await stage.running()
            let other = try await stage.running(by: Stage.otherWorker)
            let second = try await stage.running()
            let ended = try await stage.running()
            try await stage.settle(ended, .completed)
            try await #expect(stage.store.held(by: Stage.worker) == [first, second])
            try await #expect(stage.store.held(by: Stage.otherWorker) == [other])
            try await #expect(stage.store.held(by: WorkerID("nobody")).isEmpty)
        },
    ]
}
