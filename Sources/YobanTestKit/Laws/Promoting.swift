import Testing
import YobanCore

extension StoreLaw {
    static let promoting: [StoreLaw] = [
        StoreLaw("promote-due", "what is due becomes ready, and the next due instant is told") { stage in
            let first = try await stage.enqueue { $0.runAfter = .at(30) }
            let second = try await stage.enqueue { $0.runAfter = .at(40) }
            let third = try await stage.enqueue { $0.runAfter = .at(50) }
            try await #expect(stage.store.promote(now: .at(40)) == Promotion(promoted: 2, nextDue: .at(50)))
            let job = try await stage.job(first)
            #expect(job.hold == nil && job.runAfter == nil)
            try await #expect(stage.claim(9).map(\.job.id) == [first, second])
            try await #expect(stage.store.promote(now: .at(50)) == Promotion(promoted: 1, nextDue: nil))
            try await #expect(stage.claim(9).map(\.job.id) == [third])
        },
        StoreLaw("promote-early", "nothing becomes ready before it is due") { stage in
            let id = try await stage.enqueue { $0.runAfter = .at(30) }
            try await #expect(stage.store.promote(now: .at(29.999)) == Promotion(promoted: 0, nextDue: .at(30)))
            try await #expect(stage.job(id).hold == .time)
        },
        StoreLaw("promote-many", "a crowd that is due becomes ready in one go") { stage in
            _ = try await stage.store.enqueue((0..<1201).map { _ in .sample { $0.runAfter = .at(30) } }, now: .at(0))
            try await #expect(stage.store.promote(now: .at(31)) == Promotion(promoted: 1201, nextDue: nil))
        },
        StoreLaw("promote-flagged", "a pending job that is flagged is stopped, whether it was ready, waiting, released or to be retried") {
            stage in
            let ready = try await stage.enqueue()
            let waiting = try await stage.enqueue { $0.runAfter = .at(30) }
            for id in [ready, waiting] { try await stage.others.setStopRequested(id, true) }
            let released = try await stage.running()
            let retried = try await stage.running { $0.maxRetries = 1 }
            for claim in [released, retried] { _ = try await stage.store.requestStop(claim.job.id, now: .at(15)) }
            _ = try await stage.store.release(released, to: nil, now: .at(16))
            try await stage.settle(retried, .retry(at: .at(30)), AttemptOutcome(reason: .exit, message: "exit 1"))
            try await #expect(stage.claim(9).isEmpty)
            try await #expect(stage.store.promote(now: .at(40)) == Promotion(promoted: 0, nextDue: nil))
            for id in [ready, waiting, released.job.id, retried.job.id] {
                let job = try await stage.job(id)
                #expect(job.status == .stopped && job.reason == .stopped && job.completedAt == .at(40) && job.hold == nil)
            }
        },
    ]

    static let pruning: [StoreLaw] = [
        StoreLaw("prune", "old finished jobs go with their attempts, oldest first, no more than asked for") { stage in
            var ids: [JobID] = []
            for end in [40.0, 20, 30, 50] {
                let claim = try await stage.running()
                try await stage.settle(claim, .completed, at: .at(end))
                ids.append(claim.job.id)
            }
            try await #expect(stage.store.prune(finishedBefore: .at(50), limit: 2) == 2)
            try await #expect(stage.store.jobs(JobFilter()).map(\.id) == [ids[3], ids[0]])
            try await #expect(stage.store.attempts(of: ids[1]).isEmpty)
            try await #expect(stage.store.attempts(of: ids[0]).count == 1)
            try await #expect(stage.store.prune(finishedBefore: .at(50), limit: 9) == 1)
            try await #expect(stage.store.jobs(JobFilter()).map(\.id) == [ids[3]])
        },
        StoreLaw("prune-unfinished", "what is not finished is never removed") { stage in
            _ = try await stage.running()
            _ = try await stage.enqueue()
            _ = try await stage.enqueue { $0.runAfter = .at(30) }
            try await #expect(stage.store.prune(finishedBefore: .at(1_000_000), limit: 100) == 0)
            try await #expect(stage.store.unfinishedCount() == 3)
        },
        StoreLaw("prune-ids", "the id of a removed job is not given again") { stage in
            let claim = try await stage.running()
            try await stage.settle(claim, .completed)
            try await #expect(stage.store.prune(finishedBefore: .at(100), limit: 9) == 1)
            try await #expect(stage.enqueue() > claim.job.id)
        },
    ]
}
