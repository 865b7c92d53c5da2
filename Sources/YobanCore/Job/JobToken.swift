/// What opens the API to the script of one attempt while it runs, from any host: `yj_<job>_<attempt number>_<claim token>`.
///
/// Made of what the row holds anyway: ``JobStore/report(_:for:)`` is its check, and it ends with the claim by itself.
package struct JobToken: Sendable, Hashable {
    package let job: JobID
    /// Of the attempt.
    package let number: Int
    package let claim: ClaimToken

    package init(_ claim: Claim) {
        job = claim.job.id
        number = claim.job.attemptNumber
        self.claim = claim.token
    }

    /// Nil for anything that ``text`` would not have written.
    package init?(parsing text: String) {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        guard text.utf8.count <= 100, parts.count == 4, let job = JobID(parsing: parts[1]), let number = Int(parts[2]), number > 0,
            parts[3].utf8.count == 32, parts[3].utf8.allSatisfy({ (48...57).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        self.job = job
        self.number = number
        claim = ClaimToken(String(parts[3]))
        // Written in one way only: no leading zeros, no sign.
        guard self.text == text else { return nil }
    }

    /// A secret: for the environment of the attempt, and nowhere else.
    package var text: String { "yj_\(job)_\(number)_\(claim)" }

    package var attempt: AttemptID { AttemptID(job: job, number: number, token: claim) }
}
