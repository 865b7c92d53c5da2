import Testing
import YobanCore

@Suite("How a job is started") struct InvocationTests {
    private func definition(_ command: [String]) throws -> JobDefinition {
        JobDefinition(
            key: try #require(JobKey("k")), name: "k", command: command, workingDirectory: "/srv/night",
            location: .init(file: "/srv/night/yoban.yaml"))
    }

    @Test(
        "a .py script gets python3 -u, a path becomes absolute, a bare name stays",
        arguments: [
            (["scripts/a.py", "x"], ["python3", "-u", "/srv/night/scripts/a.py", "x"]),
            (["/opt/a.py"], ["python3", "-u", "/opt/a.py"]),
            (["a.py"], ["python3", "-u", "/srv/night/a.py"]),
            (["python3", "scripts/a.py"], ["python3", "scripts/a.py"]),
            (["venv/bin/python", "-u", "a.py"], ["/srv/night/venv/bin/python", "-u", "a.py"]),
            (["./run.sh"], ["/srv/night/run.sh"]),
            (["../bin/run"], ["/srv/bin/run"]),
            (["true"], ["true"]),
            (["/bin/sh", "-c", "echo *"], ["/bin/sh", "-c", "echo *"]),
        ] as [([String], [String])]) func argv(_ command: [String], _ expected: [String]) throws
    {
        #expect(try definition(command).invocation() == expected)
    }

    @Test("a program is looked for in the absolute folders of PATH, one with a slash nowhere") func candidates() {
        #expect(JobDefinition.candidates(for: "php", path: "/usr/bin:.:bin::/opt/x/") == ["/usr/bin/php", "/opt/x/php"])
        #expect(JobDefinition.candidates(for: "/opt/php", path: "/usr/bin") == ["/opt/php"])
    }

    @Test("the PATH is the definition's, the inherited one only when it inherits, else the default") func path() throws {
        var definition = try definition(["x"])
        #expect(definition.searchPath(inherited: "/worker") == JobDefinition.defaultPath)
        definition.inheritsEnvironment = true
        #expect(definition.searchPath(inherited: "/worker") == "/worker")
        #expect(definition.searchPath(inherited: nil) == JobDefinition.defaultPath)
        definition.environment["PATH"] = "/mine"
        #expect(definition.searchPath(inherited: "/worker") == "/mine")
    }
}
