import Testing
import YobanCore

extension StoreLaw {
    static let releasing: [StoreLaw] = [
        StoreLaw("release", "a released job is pending again at once, free of charge") { stage in
            let claim = try await stage.running()
            try await #expect(stage.store.release(claim, now: .at(12)) == .held)
            let job = try await stage.job(claim.job.id)
            #expect(job.status == .pending && job.hold == nil && job.retryCount == 0 && job.startedAt == nil && job.worker == nil)
            let attempt = try #require(try await stage.store.attempts(of: claim.job.id).first)
            #expect(attempt.state == .released && attempt.endedAt == .at(12) && attempt.outcome == AttemptOutcome(reason: .released))
        },
        StoreLaw("release-number", "the number of a released attempt is not used again") { stage in
            let claim = try await stage.running()
            _ = try await stage.store.release(claim, now: .at(12))
            let next = try #require(try await stage.claim().first)
            #expect(next.job.attemptNumber == 2 && next.attempt != claim.attempt)
            try await #expect(stage.store.attempts(of: claim.job.id).map(\.state) == [.released, .claimed])
        },
    ]
}
