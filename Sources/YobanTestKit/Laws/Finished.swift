import Testing
import YobanCore

extension StoreLaw {
    static let finished: [StoreLaw] = [
        StoreLaw("finished-order", "finished jobs are told by their end, then by number, page after page, each once") { stage in
            var claims: [Claim] = []
            for _ in 0..<6 { claims.append(try await stage.running()) }
            _ = try await stage.enqueue()
            let ends: [(job: Int, Verdict, end: Double)] = [
                (5, .completed, 20), (4, .failed, 30), (3, .stopped, 30), (2, .completed, 30), (1, .failed, 30.001),
                (0, .retry(at: .at(90)), 31),
            ]
            for (job, verdict, end) in ends { try await stage.settle(claims[job], verdict, AttemptOutcome(reason: .exit), at: .at(end)) }
            let expected = [5, 2, 3, 4, 1].map { claims[$0].job.id }
            for limit in 1...6 {
                var told: [Job] = []
                while true {
                    let page = try await stage.store.finished(
                        since: told.last?.finishedAt ?? .at(0), after: told.last?.id, limit: limit)
                    #expect(page.count <= limit)
                    told += page
                    if page.isEmpty || told.count > 9 { break }
                }
                #expect(told.map(\.id) == expected, "\(limit) at once")
                #expect(told.map(\.status) == [.completed, .completed, .stopped, .failed, .failed])
            }
            try await #expect(stage.store.finished(since: .at(0), after: nil, limit: 0).isEmpty)
        },
        StoreLaw("finished-since", "what finished is told from an instant on, or from behind a job of that instant") { stage in
            var ids: [JobID] = []
            for end: Double in [29.999, 30, 30, 30.001] {
                let claim = try await stage.running()
                try await stage.settle(claim, .completed, at: .at(end))
                ids.append(claim.job.id)
            }
            func told(_ since: Double, after: JobID? = nil) async throws -> [JobID] {
                try await stage.store.finished(since: .at(since), after: after, limit: 9).map(\.id)
            }
            try await #expect(told(30) == Array(ids[1...]))
            try await #expect(told(30, after: ids[0]) == Array(ids[1...]))
            try await #expect(told(30, after: ids[1]) == Array(ids[2...]))
            try await #expect(told(30, after: ids[3]) == [ids[3]])
            try await #expect(told(29.5, after: ids[3]) == ids)
            try await #expect(told(30.001) == [ids[3]])
            try await #expect(told(30.001, after: ids[3]).isEmpty)
            try await #expect(told(31).isEmpty)
        },
        StoreLaw("finished-without-end", "a job that another program ended without saying when counts by its creation") { stage in
            let late = try await stage.enqueue(at: .at(50))
            let early = try await stage.enqueue(at: .at(40))
            let same = try await stage.enqueue(at: .at(40))
            for id in [late, early, same] { try await stage.others.setStatus(id, .completed) }
            let claim = try await stage.running()
            try await stage.settle(claim, .failed, AttemptOutcome(reason: .exit), at: .at(45))
            func told(_ since: Double, after: JobID? = nil) async throws -> [JobID] {
                try await stage.store.finished(since: .at(since), after: after, limit: 9).map(\.id)
            }
            try await #expect(told(40) == [early, same, claim.job.id, late])
            try await #expect(told(40, after: early) == [same, claim.job.id, late])
            try await #expect(told(40.001) == [claim.job.id, late])
            try await #expect(stage.store.finished(since: .at(0), after: nil, limit: 1).map(\.id) == [early])
        },
        StoreLaw("finished-again", "a job that is queued again is not finished, and then is told by its new end") { stage in
            let claim = try await stage.running()
            try await stage.settle(claim, .failed, AttemptOutcome(reason: .exit), at: .at(30))
            _ = try await stage.store.retry(claim.job.id, now: .at(40))
            try await #expect(stage.store.finished(since: .at(0), after: nil, limit: 9).isEmpty)
            let again = try #require(try await stage.claim(at: .at(50)).first)
            try await #expect(stage.store.finished(since: .at(0), after: nil, limit: 9).isEmpty)
            try await stage.settle(again, .completed, at: .at(60))
            try await #expect(stage.store.finished(since: .at(31), after: nil, limit: 9).map(\.id) == [claim.job.id])
        },
    ]
}
