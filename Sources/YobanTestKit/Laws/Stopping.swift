import Testing
import YobanCore

extension StoreLaw {
    static let stopping: [StoreLaw] = [
        StoreLaw("stop-pending", "a pending job is stopped at once, also while it waits") { stage in
            let ready = try await stage.enqueue()
            let waiting = try await stage.enqueue { $0.runAfter = .at(100) }
            for id in [ready, waiting] {
                try await #expect(stage.store.requestStop(id, now: .at(5)) == .stoppedBeforeStart)
                let job = try await stage.job(id)
                #expect(job.status == .stopped && job.reason == .stopped && job.completedAt == .at(5) && job.hold == nil)
                try await #expect(stage.store.attempts(of: id).isEmpty)
            }
            try await #expect(stage.claim(2).isEmpty)
            try await #expect(stage.store.promote(now: .at(200)) == Promotion(promoted: 0, nextDue: nil))
        },
        StoreLaw("stop-running", "a running job gets its flag, which its worker sees, and no other") { stage in
            let mine = try await stage.running()
            let quiet = try await stage.running()
            let other = try await stage.running(by: Stage.otherWorker)
            for claim in [mine, other, mine] {
                try await #expect(stage.store.requestStop(claim.job.id, now: .at(15)) == .requested)
            }
            try await #expect(stage.stopRequests(for: Stage.worker) == [mine.job.id])
            try await #expect(stage.stopRequests(for: Stage.otherWorker) == [other.job.id])
            try await #expect(stage.job(mine.job.id).status == .running)
            try await #expect(!stage.job(quiet.job.id).stopRequested)
            try await stage.settle(mine, .stopped, AttemptOutcome(reason: .stopped))
            try await #expect(stage.stopRequests(for: Stage.worker).isEmpty)
        },
        StoreLaw("stop-foreign", "a flag that an operator sets by hand is seen") { stage in
            let claim = try await stage.running()
            try await stage.others.setStopRequested(claim.job.id, true)
            try await #expect(stage.stopRequests(for: Stage.worker) == [claim.job.id])
            try await #expect(stage.job(claim.job.id).stopRequested)
        },
        StoreLaw("stop-finished", "a finished or unknown job can't be stopped") { stage in
            let ids = try await stage.finishedOfEachKind()
            for (id, status) in zip(ids, [JobStatus.completed, .failed, .stopped]) {
                let before = try await stage.job(id)
                try await #expect(stage.store.requestStop(id, now: .at(50)) == .alreadyFinished(status))
                try await #expect(stage.job(id) == before)
            }
            try await #expect(stage.store.requestStop(JobID(999_999), now: .at(50)) == .unknown)
        },
    ]

    static let retrying: [StoreLaw] = [
        StoreLaw("retry", "a finished job is put back as new, with its attempts kept") { stage in
            for id in try await stage.finishedOfEachKind() {
                try await stage.others.setStopRequested(id, true)
                try await #expect(stage.store.retry(id, now: .at(60)) == .queued)
                let job = try await stage.job(id)
                #expect(job.status == .pending && job.hold == nil && job.retryCount == 0 && !job.stopRequested && job.attemptNumber == 1)
                #expect(job.progress == Progress() && job.errorMessage == nil && job.reason == nil)
                #expect(job.startedAt == nil && job.completedAt == nil)
                let claim = try #require(try await stage.claim(at: .at(61)).first)
                #expect(claim.job.id == id && claim.job.attemptNumber == 2)
                try await #expect(stage.store.attempts(of: id).map(\.state) == [.ended, .claimed])
            }
        },
        StoreLaw("retry-counts", "retries and losses are counted from 0 again") { stage in
            let claim = try await stage.running { $0.maxRetries = 1 }
            try await stage.settle(claim, .retry(at: .at(20)), AttemptOutcome(reason: .lostShim))
            _ = try await stage.store.requestStop(claim.job.id, now: .at(21))
            try await #expect(stage.store.retry(claim.job.id, now: .at(22)) == .queued)
            let job = try await stage.job(claim.job.id)
            #expect(job.retryCount == 0 && job.lostCount == 0 && job.maxRetries == 1)
        },
        StoreLaw("retry-unfinished", "a job that is not finished, or unknown, can't be retried") { stage in
            let running = try await stage.running().job
            let pending = try await stage.enqueue()
            try await #expect(stage.store.retry(running.id, now: .at(50)) == .notFinished(.running))
            try await #expect(stage.store.retry(pending, now: .at(50)) == .notFinished(.pending))
            try await #expect(stage.store.retry(JobID(999_999), now: .at(50)) == .unknown)
            try await #expect(stage.job(running.id) == running)
        },
        StoreLaw("retry-unique", "a job whose unique key is in use again can't be retried") { stage in
            let claim = try await stage.running { $0.uniqueKey = "day" }
            try await stage.settle(claim, .failed, AttemptOutcome(reason: .exit))
            let newer = try await stage.enqueue { $0.uniqueKey = "day" }
            try await #expect(stage.store.retry(claim.job.id, now: .at(50)) == .existing(newer))
            try await #expect(stage.job(claim.job.id).status == .failed)
        },
    ]
}
