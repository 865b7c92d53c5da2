/// The right to run a job once, and to report on that run.
///
/// A store refuses a report whose token is no longer the row's: see ``Holding``.
package struct Claim: Sendable, Equatable {
    /// The row as it was right after the claim: `running`, `attemptNumber` already raised.
    package let job: Job
    package let token: ClaimToken

    package init(job: Job, token: ClaimToken) {
        self.job = job
        self.token = token
    }

    package var attempt: AttemptID { AttemptID(job: job.id, number: job.attemptNumber, token: token) }
}

/// The answer to a write by token. Not holding a claim any more is an ordinary answer, not an error.
package enum Holding: Sendable, Equatable {
    /// The row was ours and is now as asked.
    case held
    /// The row is no longer ours: nothing was changed.
    case notHeld
}
