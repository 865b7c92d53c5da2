import Foundation
import Testing
import YobanConfig
import YobanCore

@Suite("YAML that cannot be used is explained, and never crashes or hangs") struct YamlTests {
    @Test(
        "traps of YAML have a hint",
        arguments: [
            Mistake("jobs:\n\ta: { command: [x] }\n", "2:1 tabs cannot indent YAML; use spaces"),
            .job("schedule: * 2 * * *", "4:16 put a text that begins with * or & in quotes (as in schedule: \"* * * * *\")"),
            .job("name: a: b", "4:12 a “:” is not possible here; align the indentation, or put a text that contains “: ” in quotes"),
            .job("name: @foo", "4:11 put a text that begins with “@” in quotes"),
            .job("name: %foo", "4:11 put a text that begins with “%” in quotes"),
            .job("name: 'open", "5:1 the quote on line 4 is not closed"),
            .job("environment: { A: 1", "5:1 the bracket on line 4 is not closed, or a comma is missing"),
            .job(
                #"parameters: { a: { matches: "\d+" } }"#,
                "4:34 a backslash is special in double quotes; put regular expressions and the like in single quotes"),
            .job("name: *nobody", "4:11 there is no “&name” before this alias (*)"),
            .job("name: !!binary aGk=", "4:11 YAML tags (tag:yaml.org,2002:binary) are not supported; remove it"),
            .job("name: !secret x", "4:11 YAML tags (!secret) are not supported; remove it"),
            .job("just words", "5:1 the key on line 4 has no “:”"),
            Mistake("jobs: {}\n  x: 1\n", "2:3 this does not belong here; check the indentation from line 1 on"),
            Mistake("jobs: {}\n- x\n", "2:1 this does not belong here; check the indentation from line 1 on"),
            Mistake("jobs: {}\n---\njobs: {}\n", "2:1 there is a second document after “---”; a file holds one"),
            Mistake("? [a]\n: b\n", "1:3 a key must be plain text"),
            Mistake("jobs: { a: { <<: 3, command: [x] } }\n", "1:18 “<<” takes an alias of a mapping (*name), not “3”"),
        ] as [Mistake]) func traps(_ mistake: Mistake) throws
    {
        try mistake.check()
    }

    @Test(
        "a key that stands twice is an error, and the rest is read",
        arguments: [
            Mistake("language: ja\nlanguage: en\n", "2:1 the key “language” is written twice (first on line 1); remove one of them"),
            .job(
                "timeout: 1m\n'timeout': 2m\ntimeout: 3\npriority: x",
                "5:5 the key “timeout” is written twice (first on line 4); remove one of them",
                "6:5 the key “timeout” is written twice (first on line 4); remove one of them",
                "7:15 “priority” takes a whole number from -1000000 to 1000000, not “x”"),
            Mistake(
                "jobs:\n  a: { command: [x], command: [y] }\n  a: { command: [z] }\nlanguage: xx\n",
                "2:22 the key “command” is written twice (first on line 2); remove one of them",
                "3:3 the key “a” is written twice (first on line 2); remove one of them", "4:11 “language” is one of ja, en, not “xx”"),
            .job(
                "environment: { \"あ\": 1, あ: 2 }",
                "4:20 “あ” cannot be a variable's name: letters, digits and _, not beginning with a digit",
                "4:28 the key “あ” is written twice (first on line 4); remove one of them"),
            Mistake("? [a]\n: b\n? [a]\n: c\n", "1:3 a key must be plain text"),
            Mistake("&k a: 1\na: 2\n", "1:1 keys are written more than once: a"),
        ] as [Mistake]) func duplicates(_ mistake: Mistake) throws
    {
        try mistake.check()
    }

    @Test("any number of keys that stand twice ends") func manyDuplicates() throws {
        let lines = (0..<200).map { "k\($0): 1\nk\($0): 2\n" }.joined()
        #expect(!(try Project(["yoban.yaml": lines]).problems().isEmpty))
    }

    @Test("aliases of aliases are followed a limited number of times", .timeLimit(.minutes(10))) func bomb() throws {
        var text = "x0: &x0 [a, a, a, a, a, a, a, a, a, a]\n"
        for level in 1...30 { text += "x\(level): &x\(level) [\(Array(repeating: "*x\(level - 1)", count: 10).joined(separator: ", "))]\n" }
        let problems = try Project(["yoban.yaml": text]).problems()
        #expect(problems.map(\.message.en).contains("too many values (at most 200000); look for aliases (*) that contain aliases"))
        #expect(problems.count == 1)

        let keys = text + "? *x30\n: 1\n"
        #expect(try Project(["yoban.yaml": keys]).problems().map(\.line) == [32])
        for key in ["{ *x30 : 1 }", "[? *x30 ]", "{ [*x30]: 1 }", "- ? - *x30"] {
            #expect(try Project(["yoban.yaml": text + "k: \(key)\n"]).problems().map(\.line) == [32], "\(key)")
        }
    }

    @Test("deep nesting is refused") func nesting() throws {
        for text in [String(repeating: "[", count: 100_000), String(repeating: "- ", count: 5000), String(repeating: "{a: ", count: 900)] {
            #expect(!(try Project(["yoban.yaml": text]).problems().isEmpty))
        }
        let deep = "jobs: " + String(repeating: "[", count: 900) + String(repeating: "]", count: 900)
        #expect(try Project(["yoban.yaml": deep]).problems().map(\.line) == [1])
    }

    @Test("files that are no catalogue are refused with a reason")
    func files() throws {
        let project = try Project()
        func problem(_ bytes: [UInt8]) throws -> String {
            try project.write("yoban.yaml", bytes: Data(bytes))
            let problems = project.problems()
            #expect(problems.count == 1)
            return problems.first?.shown() ?? ""
        }
        let empty = "0:0 the file says nothing; it needs at least jobs:"
        #expect(try problem([]) == empty)
        #expect(try problem(Array("# only a comment\n\n".utf8)) == empty)
        #expect(try problem([0xEF, 0xBB, 0xBF]) == empty)
        #expect(try problem([0xFF, 0xFE, 0x61, 0x00]).hasPrefix("0:0 the file is UTF-16"))
        #expect(try problem(Array("jobs:\n  a: # ".utf8) + [0x8F, 0x57, 0x8C, 0x76, 0x0A]).hasPrefix("2:0 this is not UTF-8"))
        #expect(try problem(Array("jobs:\n  a: \u{1B}[2J\n".utf8)) == "2:6 the control character U+001B is not allowed; remove it")
        #expect(try problem(Array("a\0".utf8)) == "1:2 the control character U+0000 is not allowed; remove it")
        #expect(
            try problem([UInt8](repeating: 0x23, count: 10_000_000)) == "0:0 the file is too large (at most 1MB); jobs_from can split it")
        #expect(
            try problem((0...255).map { UInt8($0) }).contains("control character") || problem((0...255).map { UInt8($0) }).contains("UTF-8")
        )
    }

    @Test("what is no file is refused with a reason, and a named pipe does not hold anything up", .timeLimit(.minutes(10)))
    func noFiles() throws {
        let project = try Project(["folder/x": "", "jobs.yaml": "jobs_from: [none/*.yaml]\n", "split.yaml": "jobs_from: 'folder*/*'\n"])
        func problem(_ name: String) -> String {
            let error = #expect(throws: ConfigurationError.self) { try project.load(.init(config: name)) }
            return error?.problems.first?.shown() ?? ""
        }
        #expect(problem("missing.yaml") == "0:0 there is no such file; check the path")
        #expect(problem("jobs.yaml/yoban.yaml") == "0:0 there is no such file; check the path")
        #expect(problem("folder") == "0:0 this is a folder; name the file in it (such as yoban.yaml)")
        #expect(mkfifo(project.folder + "/pipe", 0o600) == 0)
        #expect(problem("pipe") == "0:0 this is no regular file")
        #expect(problem("/dev/null") == "0:0 this is no regular file")
        #expect(problem(String(repeating: "n", count: 300)).hasPrefix("0:0 it cannot be read: "))
        #expect(problem("jobs.yaml").hasPrefix("1:13 the folder of “jobs_from” is missing or cannot be read: none/*.yaml"))
        #expect(problem("split.yaml") == "0:0 the file says nothing; it needs at least jobs:")
    }

    @Test("a file without the permission to read it is refused", .enabled(if: geteuid() != 0)) func unreadable() throws {
        let project = try Project()
        try project.write("yoban.yaml", "jobs: {}\n", mode: 0)
        #expect(project.problems().map { $0.shown() } == ["0:0 no permission to read it; compare ls -l with id"])
    }
}
