import Testing
import YobanCore

extension StoreLaw {
    static let running: [StoreLaw] = [
        StoreLaw("begin", "begin notes when and where the attempt runs") { stage in
            let claim = try await stage.running()
            try await #expect(stage.store.begin(claim, runDirectory: "/var/runs/1", startedAt: .at(11)) == .held)
            let attempt = try #require(try await stage.store.attempts(of: claim.job.id).first)
            #expect(attempt.state == .running && attempt.startedAt == .at(11) && attempt.runDirectory == "/var/runs/1")
            try await #expect(stage.job(claim.job.id).startedAt == .at(11))
        },
        StoreLaw("report", "a report writes what it says and leaves the rest; one that says nothing is answered all the same") { stage in
            let claim = try await stage.running()
            try await #expect(stage.store.report(Progress(percentage: 10, message: "第六竹石"), for: claim) == .held)
            try await #expect(stage.store.report(Progress(percentage: 20), for: claim) == .held)
            try await #expect(stage.job(claim.job.id).progress == Progress(percentage: 20, message: "第六竹石"))
            try await #expect(stage.store.report(Progress(message: "次"), for: claim) == .held)
            try await #expect(stage.store.report(Progress(), for: claim) == .held)
            try await #expect(stage.job(claim.job.id).progress == Progress(percentage: 20, message: "次"))
        },
        StoreLaw("progress-foreign", "what a script writes to its own row is kept when the job fails") { stage in
            let claim = try await stage.running()
            try await stage.others.setProgress(claim.job.id, message: "3/7 件", percentage: 43)
            try await stage.settle(claim, .failed, AttemptOutcome(reason: .exit, exitCode: 1, message: "exit 1"))
            try await #expect(stage.job(claim.job.id).progress == Progress(percentage: 43, message: "3/7 件"))
        },
        StoreLaw("stale-begin", "begin with a token that is no longer the row's changes nothing") { stage in
            try await refusesStale(stage) { try await stage.store.begin($0, runDirectory: "/stale", startedAt: .at(99)) }
        },
        StoreLaw("stale-report", "a report with a token that is no longer the row's changes nothing") { stage in
            try await refusesStale(stage) { try await stage.store.report(Progress(percentage: 99), for: $0) }
        },
        StoreLaw("stale-settle", "settling with a token that is no longer the row's changes nothing") { stage in
            try await refusesStale(stage) { try await stage.settle($0, .completed) }
        },
        StoreLaw("stale-release", "release with a token that is no longer the row's changes nothing") { stage in
            try await refusesStale(stage) { try await stage.store.release($0, to: nil, now: .at(99)) }
        },
        StoreLaw("stale-unknown", "writes for a job that is gone answer notHeld") { stage in
            let claim = try await stage.running()
            try await stage.settle(claim, .completed)
            try await #expect(stage.store.prune(finishedBefore: .at(1000), limit: 10) == 1)
            try await #expect(stage.store.begin(claim, runDirectory: "/x", startedAt: .at(11)) == .notHeld)
            try await #expect(stage.store.report(Progress(percentage: 1), for: claim) == .notHeld)
            try await #expect(stage.settle(claim, .completed) == .notHeld)
            try await #expect(stage.store.release(claim, to: nil, now: .at(12)) == .notHeld)
            try await #expect(stage.store.job(claim.job.id) == nil)
            try await #expect(stage.store.attempts(of: claim.job.id).isEmpty)
        },
    ]

    /// Claim, release, claim by another worker: then the first token is stale, before and after the second claim has ended.
    private static func refusesStale(_ stage: Stage, _ write: (Claim) async throws -> Holding) async throws {
        let stale = try await stage.running()
        try await #expect(stage.store.release(stale, to: nil, now: .at(12)) == .held)
        try await unchanged(stage, stale, write)
        let current = try #require(try await stage.claim(by: Stage.otherWorker, at: .at(13)).first)
        #expect(current.job.id == stale.job.id)
        try await unchanged(stage, stale, write)
        try await stage.settle(current, .failed, AttemptOutcome(reason: .exit, exitCode: 1, message: "exit 1"))
        try await unchanged(stage, stale, write)
        try await unchanged(stage, current, write)
    }

    private static func unchanged(_ stage: Stage, _ stale: Claim, _ write: (Claim) async throws -> Holding) async throws {
        let job = try await stage.job(stale.job.id)
        let attempts = try await stage.store.attempts(of: stale.job.id)
        try await #expect(write(stale) == .notHeld)
        try await #expect(stage.job(stale.job.id) == job)
        try await #expect(stage.store.attempts(of: stale.job.id) == attempts)
    }
}
