import Testing
import YobanCore
import YobanOperations
import YobanTestKit

@Suite("What a script may say from elsewhere") struct ReportingTests {
    private let store = MemoryStore()
    private let clock = ManualClock(.at(0))

    private func operations(_ principal: Principal = Principal(name: "attempt", scopes: [])) -> Operations {
        Operations(
            store: store, catalogue: Catalogue(file: "/srv/yoban.yaml", ownerUID: 0, definitions: []), principal: principal, now: clock.now,
            isThere: { _ in true }
        ) { _, _ in }
    }

    private func claim(_ token: String) async throws -> Claim {
        try #require(
            try await store.claim([ClaimToken(token)], queues: ["default"], by: WorkerID("w"), on: "h", now: .at(1)).first)
    }

    /// A job that runs, by this token.
    private func running(_ token: String = "a") async throws -> Claim {
        _ = try await store.enqueue([NewJob(key: nil, name: "a", scriptPath: "/a")], now: .at(0))
        return try await claim(token)
    }

    private func settle(_ claim: Claim, _ verdict: Verdict) async throws {
        _ = try await store.settle(Settlement(claim: claim, outcome: AttemptOutcome(reason: .exit), verdict: verdict, endedAt: .at(2)))
    }

    @Test("it is written without a scope; what it leaves open stays; an empty one asks only")
    func written() async throws {
        let claim = try await running()
        let token = JobToken(claim)
        #expect(try await operations().report(Progress(percentage: 42, message: "第六竹石ビル"), by: token) == .held(isStopRequested: false))
        #expect(try await operations().report(Progress(percentage: 43), by: token) == .held(isStopRequested: false))
        _ = try await operations(.local("yamada")).stop(claim.job.id)
        #expect(try await operations().report(Progress(), by: token) == .held(isStopRequested: true))
        #expect(try await store.job(claim.job.id)?.progress == Progress(percentage: 43, message: "第六竹石ビル"))
    }

    @Test("a token that is not the attempt's writes nothing: another claim, another number, another job, none")
    func wrong() async throws {
        let claim = try await running()
        let other = try await running("b")
        var later = claim.job
        later.attemptNumber = 2
        let unborn = Job(id: JobID(99), key: nil, name: "a", scriptPath: "/a", status: .running, createdAt: .at(0))
        let tokens = [
            JobToken(Claim(job: claim.job, token: ClaimToken("x"))), JobToken(Claim(job: later, token: claim.token)),
            JobToken(Claim(job: claim.job, token: other.token)), JobToken(Claim(job: unborn, token: claim.token)),
        ]
        for token in tokens { #expect(try await operations().report(Progress(percentage: 1), by: token) == .unknown) }
        #expect(try await store.job(claim.job.id)?.progress == Progress())
        #expect(try await store.job(other.job.id)?.progress == Progress())
    }

    @Test("who knows how an attempt is called, but not the whole token, is told nothing while it runs")
    func halfKnown() async throws {
        let claim = try await running("0123456789abcdef")
        let guessed = JobToken(Claim(job: claim.job, token: ClaimToken("0123456789abffff")))
        #expect(guessed.attempt == claim.attempt)
        #expect(try await operations().report(Progress(percentage: 1), by: guessed) == .unknown)
    }

    @Test("an attempt that ended is over, whatever came after it", arguments: [Verdict.completed, .failed, .stopped])
    func over(_ verdict: Verdict) async throws {
        let claim = try await running()
        try await settle(claim, verdict)
        #expect(try await operations().report(Progress(percentage: 1), by: JobToken(claim)) == .over)
        try await operations(.local("yamada")).retry(claim.job.id)
        #expect(try await operations().report(Progress(percentage: 1), by: JobToken(claim)) == .over, "waits")
        let second = try await self.claim("b")
        #expect(try await operations().report(Progress(percentage: 1), by: JobToken(claim)) == .over, "runs again")
        #expect(try await operations().report(Progress(percentage: 2), by: JobToken(second)) == .held(isStopRequested: false))
        #expect(try await store.job(claim.job.id)?.progress == Progress(percentage: 2))
    }

    @Test("one that was given back before it started is over too")
    func released() async throws {
        let claim = try await running()
        _ = try await store.release(claim, to: nil, now: .at(2))
        #expect(try await operations().report(Progress(percentage: 1), by: JobToken(claim)) == .over)
    }
}
