import Testing
import YobanCore

@Suite("The token of an attempt") struct JobTokenTests {
    private static let claim = "0123456789abcdef0123456789abcdef"

    @Test("names job, attempt and claim, and is read back")
    func text() throws {
        var job = Job(id: JobID(1287), key: nil, name: "a", scriptPath: "/a", status: .running, createdAt: Instant(milliseconds: 0))
        job.attemptNumber = 2
        let claim = Claim(job: job, token: ClaimToken(Self.claim))
        let token = JobToken(claim)
        #expect(token.text == "yj_1287_2_\(Self.claim)" && token.attempt == claim.attempt)
        #expect(JobToken(parsing: token.text) == token)
    }

    @Test(
        "is written in one way only",
        arguments: [
            "", "yj", "yj_1_1_", "yj_0_1_\(claim)", "yj_01_1_\(claim)", "yj_1_01_\(claim)", "yj_1_+1_\(claim)", "yj_1_0_\(claim)",
            "yj_-1_1_\(claim)", "yj_1_1_\(claim)0", "yj_1_1_\(claim.dropLast())", "yj_1_1_\(claim.uppercased())", "yb_1_1_\(claim)",
            "yj_1_1_\(claim)_", " yj_1_1_\(claim)", "yj_1_1_\(claim)\n", "yj_１_1_\(claim)", "yj_1_1_\(claim.dropLast())g", claim,
            "yj_99999999999999999999_1_\(claim)",
        ])
    func others(_ text: String) { #expect(JobToken(parsing: text) == nil) }
}
