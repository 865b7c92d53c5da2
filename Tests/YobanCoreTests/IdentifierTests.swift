import Testing
import YobanCore

@Suite("Names and numbers")
struct IdentifierTests {
    @Test(
        "a job's number is read as it is written",
        arguments: [("1", 1), ("007", 7), ("9223372036854775807", Int64.max)] as [(String, Int64)])
    func number(_ text: String, _ value: Int64) { #expect(JobID(parsing: text)?.value == value) }

    @Test(
        "what is no number of a job is none", arguments: ["", "0", "-1", "+1", " 1", "1 ", "1.0", "9223372036854775808", "１", "0x1", "1e3"])
    func noNumber(_ text: String) { #expect(JobID(parsing: text) == nil) }

    @Test(
        "a key is letters, digits, - _ ., beginning with a letter or digit",
        arguments: ["a", "7z", "profit-management", "A.b_c-9", String(repeating: "k", count: 100)])
    func key(_ text: String) { #expect(JobKey(text)?.value == text) }

    @Test(
        "anything else is no key",
        arguments: ["", "-a", ".a", "_a", "a b", "a/b", "../a", "夜番", "é", "a\n", "a\0", String(repeating: "k", count: 101)])
    func noKey(_ text: String) { #expect(JobKey(text) == nil) }

    @Test("a token is 32 hexadecimal digits, also when the bits are few")
    func token() {
        struct Few: RandomNumberGenerator {
            var value: UInt64 = 0
            mutating func next() -> UInt64 {
                value += 1
                return value
            }
        }
        var few = Few()
        #expect(ClaimToken.random(using: &few).value == "00000000000000010000000000000002")
        var system = SystemRandomNumberGenerator()
        let tokens = Set((0..<100).map { _ in ClaimToken.random(using: &system) })
        #expect(tokens.count == 100)
        #expect(tokens.allSatisfy { $0.value.utf8.count == 32 && $0.value.allSatisfy { "0123456789abcdef".contains($0) } })
    }

    @Test("an attempt is named by job, number and token")
    func attempt() {
        let id = AttemptID(job: JobID(42), number: 3, token: ClaimToken("0123456789abcdef0123456789abcdef"))
        #expect(id.value == "42-3-0123456789ab")
    }

    @Test("what is stored as text is spelled so for ever")
    func rawValues() {
        #expect(JobStatus.allCases.map(\.rawValue) == ["pending", "running", "completed", "failed", "stopped"])
        #expect(AttemptState.allCases.map(\.rawValue) == ["claimed", "running", "ended", "released"])
        #expect(Hold.allCases.map(\.rawValue) == ["time", "key"])
        #expect(
            Reason.allCases.map(\.rawValue) == [
                "ok", "exit", "signal", "timeout", "stopped", "could_not_start", "script_missing", "denied", "lease_lost",
                "lost_host", "lost_shim", "released",
            ])
    }
}
