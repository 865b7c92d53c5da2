import Testing
import YobanCore

extension StoreLaw {
    static let repairing: [StoreLaw] = [
        StoreLaw("repair-changed", "the place of a run that another program ended is freed by promote, not before") { stage in
            for status in [JobStatus.completed, .failed, .stopped, .pending] {
                let (running, held) = try await stage.runningAndHeld { $0.priority = -1 }
                try await #expect(stage.store.promote(now: .at(14)) == Promotion(promoted: 0, nextDue: nil))
                try await #expect(stage.isHeld(held))
                try await stage.others.setStatus(running.job.id, status)
                try await #expect(stage.store.promote(now: .at(15)) == Promotion(promoted: 1, nextDue: nil))
                let next = try #require(try await stage.claim(2).first)
                #expect(next.job.id == held)
                try await stage.others.delete(running.job.id)
                try await stage.settle(next, .completed)
            }
        },
        StoreLaw("repair-deleted", "the place of a run whose row another program deleted is freed by promote") { stage in
            let (running, held) = try await stage.runningAndHeld()
            try await stage.others.delete(running.job.id)
            try await #expect(stage.store.promote(now: .at(15)) == Promotion(promoted: 1, nextDue: nil))
            try await #expect(stage.claim(2).map(\.job.id) == [held])
        },
        StoreLaw("repair-retaken", "a place is the run's, not the job's: the next run of a job that was put back by hand needs one too") {
            stage in
            let first = try await stage.running { $0.concurrency = ConcurrencyKey(name: Stage.key) }
            try await stage.others.setStatus(first.job.id, .pending)
            _ = try await stage.store.promote(now: .at(15))
            let second = try #require(try await stage.claim(2).first)
            #expect(second.job.id == first.job.id && second.token != first.token)
            try await #expect(stage.settle(first, .completed) == .notHeld)
            let other = try await stage.enqueueKeyed()
            _ = try await stage.store.promote(now: .at(16))
            try await #expect(stage.claim(2).isEmpty)
            try await stage.settle(second, .completed)
            try await #expect(stage.claim(2).map(\.job.id) == [other])
        },
        StoreLaw("repair-held", "a job that waits for a place that is free, or for none, is made ready by promote") { stage in
            let (running, _) = try await stage.runningAndHeld()
            let moved = try await stage.enqueueKeyed(priority: 2)
            let freed = try await stage.enqueueKeyed(priority: 1)
            try await #expect(stage.claim(9).isEmpty)
            try await stage.others.setConcurrency(moved, key: "other", limit: 1)
            try await stage.others.setConcurrency(freed, key: nil, limit: nil)
            try await #expect(stage.store.promote(now: .at(15)) == Promotion(promoted: 2, nextDue: nil))
            try await #expect(stage.claim(9).map(\.job.id) == [moved, freed])
            try await stage.settle(running, .completed)
        },
        StoreLaw("repair-flagged", "a job that waits for a place and is flagged by hand is stopped by promote") { stage in
            let (_, held) = try await stage.runningAndHeld()
            try await stage.others.setStopRequested(held, true)
            _ = try await stage.store.promote(now: .at(15))
            try await #expect(stage.job(held).status == .stopped)
        },
        StoreLaw("key-foreign-limit", "in a row of another program no limit, 0 and less mean 1") { stage in
            for limit in [nil, 0, -1, Int(Int32.min)] as [Int?] {
                let key = "limit \(limit.map(String.init) ?? "NULL")"
                let ids = [try await stage.enqueue(), try await stage.enqueue()]
                for id in ids { try await stage.others.setConcurrency(id, key: key, limit: limit) }
                let claims = try await stage.claim(9)
                #expect(claims.map(\.job.id) == [ids[0]])
                #expect(claims.map(\.job.concurrency) == [ConcurrencyKey(name: key, limit: 1)])
                try await #expect(stage.isHeld(ids[1]))
            }
        },
        StoreLaw("key-foreign-text", "any text in a row of another program is a key of its own") { stage in
            let keys = ["", " ", "a", "A", "á", "夜 😀", "%", "'; DROP TABLE batch_job_queue; --", "two\nlines", "[*]?"]
            for key in keys {
                let ids = [try await stage.enqueue(), try await stage.enqueue()]
                for id in ids { try await stage.others.setConcurrency(id, key: key, limit: 1) }
                let claims = try await stage.claim(9)
                #expect(claims.map(\.job.id) == [ids[0]], "\(key)")
                #expect(claims.first?.job.concurrency?.name == key)
            }
            for claim in try await stage.store.held(by: Stage.worker) { try await stage.settle(claim, .completed) }
            let rest = try await stage.claim(99)
            #expect(rest.map { $0.job.concurrency?.name } == keys)
        },
    ]
}
