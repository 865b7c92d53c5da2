/// What the end of an attempt means for the job.
package enum Verdict: Sendable, Equatable {
    case completed
    case failed
    case stopped
    /// Pending again, not before the instant; counts as a failed attempt.
    case retry(at: Instant)
}

/// Decides what the end of an attempt means for its job.
///
/// A stop that was asked for wins over everything but success: a script that ended by itself with 0 has done its work.
/// `random` is a number in 0..<1 that spreads retries.
package func verdict(
    on outcome: AttemptOutcome, job: Job, policy: RetryPolicy, now: Instant, random: Double
) -> Verdict {
    switch outcome.reason {
    case .ok:
        return .completed
    case .stopped:
        return .stopped
    case .denied, .scriptMissing:
        // Trying again can't change what the catalogue allows; a person has to.
        return .failed
    case .exit, .signal, .timeout, .couldNotStart, .leaseLost, .lostHost, .lostShim, .released:
        if outcome.reason.isLoss, job.lostCount + 1 >= RetryPolicy.maximumLosses { return .failed }
        guard job.retryCount < job.maxRetries else { return .failed }
        return .retry(at: now + policy.delay(afterFailures: job.retryCount + 1, random: random))
    }
}
