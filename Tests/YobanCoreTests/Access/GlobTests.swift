import Testing
import YobanCore

@Suite("Patterns over keys")
struct GlobTests {
    @Test(
        "a glob matches whole texts, and all but * and ? stands for itself",
        arguments: [
            ("", "", true), ("", "a", false), ("*", "", true), ("*", "夜番", true), ("?", "a", true), ("a*c", "abbc", true),
            ("a*c", "abcd", false), ("*a*b*", "xxaxxbxx", true), ("a**b", "ab", true), ("??", "a", false), ("[ab]", "a", false),
            ("*ab", "aab", true), ("a?*d", "ad", false), ("a%", "ab", false), ("a_", "ab", false), ("A*", "ab", false), ("\\*", "*", false),
        ])
    func matches(_ pattern: String, _ text: String, _ expected: Bool) { #expect(Glob.matches(text, pattern) == expected) }

    @Test("a glob of many stars is quick", .timeLimit(.minutes(10)))
    func manyStars() {
        #expect(!Glob.matches(String(repeating: "a", count: 2000), String(repeating: "*a", count: 50) + "b"))
    }

    @Test("who may see some keys does not see a job without one")
    func withoutKey() throws {
        let key = try #require(JobKey("sync-a"))
        #expect(Glob.admits(nil, by: []) && Glob.admits(key, by: []) && Glob.admits(key, by: ["report", "sync-*"]))
        #expect(!Glob.admits(nil, by: ["*"]) && !Glob.admits(key, by: ["sync"]))
    }
}

@Suite("Scopes")
struct ScopeTests {
    @Test("scopes are kept as words in order, and a word that is none allows nothing")
    func text() {
        #expect(Set(Scope.allCases).text == "admin jobs:control jobs:enqueue jobs:read logs:read workers:control")
        #expect(Set<Scope>(text: "jobs:read everything admin ") == [.jobsRead, .admin])
        #expect(Set<Scope>(text: "").isEmpty && Set<Scope>().text.isEmpty)
    }
}
