import Testing
import YobanCore
import YobanTestKit

@Suite("What the end of an attempt means")
struct VerdictTests {
    private static let policy = RetryPolicy(backoff: .seconds(10), longest: .seconds(60))

    private func decide(_ reason: Reason, retryCount: Int, maxRetries: Int, lostCount: Int = 0) -> Verdict {
        var job = Job(id: JobID(1), key: nil, name: "a", scriptPath: "/s", status: .running, createdAt: .at(0))
        job.retryCount = retryCount
        job.maxRetries = maxRetries
        job.lostCount = lostCount
        return verdict(on: AttemptOutcome(reason: reason), job: job, policy: Self.policy, now: .at(100), random: 0.5)
    }

    @Test("an end that was asked for or that went well is final, retries or not", arguments: [0, 5])
    func final(_ maxRetries: Int) {
        #expect(decide(.ok, retryCount: 0, maxRetries: maxRetries) == .completed)
        #expect(decide(.stopped, retryCount: 0, maxRetries: maxRetries) == .stopped)
        #expect(decide(.denied, retryCount: 0, maxRetries: maxRetries) == .failed)
        #expect(decide(.scriptMissing, retryCount: 0, maxRetries: maxRetries) == .failed)
    }

    static let retried: [Reason] = [.exit, .signal, .timeout, .couldNotStart, .lostHost, .lostShim]

    @Test("without a retry left a failure is final, also when the end was not seen", arguments: retried)
    func noneLeft(_ reason: Reason) {
        #expect(decide(reason, retryCount: 0, maxRetries: 0) == .failed)
        #expect(decide(reason, retryCount: 2, maxRetries: 2) == .failed)
        #expect(decide(reason, retryCount: 3, maxRetries: 2) == .failed)
    }

    @Test("with a retry left it is tried again, later each time", arguments: retried)
    func left(_ reason: Reason) {
        #expect(decide(reason, retryCount: 0, maxRetries: 5) == .retry(at: .at(110)))
        #expect(decide(reason, retryCount: 1, maxRetries: 5) == .retry(at: .at(120)))
        #expect(decide(reason, retryCount: 4, maxRetries: 5) == .retry(at: .at(160)))
    }

    @Test("a job that took its host down three times is not started again", arguments: [Reason.lostHost, .lostShim])
    func losses(_ reason: Reason) {
        #expect(decide(reason, retryCount: 1, maxRetries: 9, lostCount: 1) == .retry(at: .at(120)))
        #expect(decide(reason, retryCount: 2, maxRetries: 9, lostCount: 2) == .failed)
        #expect(decide(.exit, retryCount: 2, maxRetries: 9, lostCount: 2) == .retry(at: .at(140)))
    }
}

@Suite("How long to wait before trying again")
struct RetryPolicyTests {
    @Test(
        "the wait doubles up to the longest",
        arguments: [(1, 10.0), (2, 20), (3, 40), (9, 2560), (10, 3600), (64, 3600), (1_000_000, 3600), (0, 10), (-5, 10)])
    func doubles(_ failures: Int, _ seconds: Double) {
        #expect(RetryPolicy().delay(afterFailures: failures, random: 0.5) == .milliseconds(Int64(seconds * 1000)))
    }

    @Test(
        "it is spread by a fifth to both sides", arguments: [(0.0, 8000), (0.25, 9000), (0.5, 10_000), (0.75, 11_000)] as [(Double, Int64)])
    func spread(_ random: Double, _ milliseconds: Int64) {
        #expect(RetryPolicy().delay(afterFailures: 1, random: random) == .milliseconds(milliseconds))
    }

    @Test("no wait stays no wait")
    func zero() { #expect(RetryPolicy(backoff: .zero).delay(afterFailures: 50, random: 0.9) == .zero) }
}
