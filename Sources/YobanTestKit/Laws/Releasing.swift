import Testing
import YobanCore

extension StoreLaw {
    static let releasing: [StoreLaw] = [
        StoreLaw("release", "a released job is pending again at once, free of charge") { stage in
            let claim = try await stage.running()
            try await #expect(stage.store.release(claim, to: nil, now: .at(12)) == .held)
            let job = try await stage.job(claim.job.id)
            #expect(job.status == .pending && job.hold == nil && job.retryCount == 0 && job.startedAt == nil && job.worker == nil)
            let attempt = try #require(try await stage.store.attempts(of: claim.job.id).first)
            #expect(attempt.state == .released && attempt.endedAt == .at(12) && attempt.outcome == AttemptOutcome(reason: .released))
        },
        StoreLaw("release-number", "the number of a released attempt is not used again") { stage in
            let claim = try await stage.running()
            _ = try await stage.store.release(claim, to: nil, now: .at(12))
            let next = try #require(try await stage.claim().first)
            #expect(next.job.attemptNumber == 2 && next.attempt != claim.attempt)
            try await #expect(stage.store.attempts(of: claim.job.id).map(\.state) == [.released, .claimed])
        },
        StoreLaw("release-place", "with a placement the row is given a queue and a key, without one it keeps its own") { stage in
            let claim = try await stage.running { $0.concurrency = ConcurrencyKey(name: "first", limit: 2) }
            let key = ConcurrencyKey(name: "second", limit: 4)
            try await #expect(stage.store.release(claim, to: Placement(queue: "night", concurrency: key), now: .at(12)) == .held)
            let moved = try await stage.job(claim.job.id)
            #expect(moved.queue == "night" && moved.concurrency == key && moved.status == .pending && moved.hold == nil)
            try await #expect(stage.claim().isEmpty)
            let again = try #require(try await stage.claim(queues: ["night"]).first)
            try await #expect(stage.store.release(again, to: nil, now: .at(13)) == .held)
            try await #expect(stage.job(claim.job.id).queue == "night")
            try await #expect(stage.job(claim.job.id).concurrency == key)
            let third = try #require(try await stage.claim(queues: ["night"]).first)
            try await #expect(stage.store.release(third, to: Placement(), now: .at(14)) == .held)
            let plain = try await stage.job(claim.job.id)
            #expect(plain.queue == Job.defaultQueue && plain.concurrency == nil)
        },
        StoreLaw("release-place-freed", "after a release to another key the old one has a place free, and the new one counts") { stage in
            let (running, held) = try await stage.runningAndHeld()
            let other = ConcurrencyKey(name: "other")
            _ = try await stage.store.release(running, to: Placement(concurrency: other), now: .at(12))
            try await #expect(stage.claim(9).map(\.job.id) == [running.job.id, held])
            let third = try await stage.enqueue { $0.concurrency = other }
            try await #expect(stage.claim(9).isEmpty)
            try await #expect(stage.isHeld(third))
        },
        StoreLaw("release-place-stale", "a release that is not accepted moves nothing") { stage in
            let claim = try await stage.running()
            let stale = Claim(job: claim.job, token: .new())
            let placement = Placement(queue: "night", concurrency: ConcurrencyKey(name: "key"))
            try await #expect(stage.store.release(stale, to: placement, now: .at(12)) == .notHeld)
            try await #expect(stage.job(claim.job.id) == claim.job)
        },
    ]
}
