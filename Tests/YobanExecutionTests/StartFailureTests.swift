import Glibc
import Testing
import YobanExecution
import YobanRunFormat

@Suite("A script that can't be started", .timeLimit(.minutes(10)))
struct StartFailureTests {
    private func failure(_ night: Night, _ argv: [String], set: (inout RunRequest) -> Void = { _ in }) async throws -> StartFailure {
        let run = try await night.host.start(night.request(argv, set: set))
        #expect(try await run.started() == nil)
        let result = try await night.end(of: run)
        #expect(result.cause == .couldNotStart && result.exitCode == nil && result.signal == nil)
        return try #require(result.failure)
    }

    @Test("each cause is told apart, with the path it is about")
    func script() async throws {
        let cases: [(content: String, mode: mode_t, kind: StartFailure.Kind, errno: Int32, path: String?)] = [
            ("#!/bin/sh\n", 0o644, .notExecutable, EACCES, nil),
            ("#!/no/such/python3 -u\n", 0o755, .interpreterMissing, ENOENT, "/no/such/python3"),
            ("#!/bin/sh\r\nexit 0\r\n", 0o755, .interpreterMissing, ENOENT, "/bin/sh\r"),
            ("echo no first line\n", 0o755, .execFormat, ENOEXEC, nil),
        ]
        for (content, mode, kind, errno, path) in cases {
            try await withNight { night in
                let script = "\(night.base)/script"
                try write(content, to: script, mode: mode)
                let failure = try await failure(night, [script])
                #expect(failure == StartFailure(kind, errno: errno, path: path ?? script))
            }
        }
    }

    @Test("a missing program, with and without a path, and an empty command")
    func missing() async throws {
        let cases: [(argv: [String], expected: StartFailure)] = [
            (["/no/such"], StartFailure(.noSuchFile, errno: ENOENT, path: "/no/such")),
            (["no-such"], StartFailure(.noSuchFile, errno: ENOENT, path: "no-such")),
            ([], StartFailure(.emptyCommand, errno: 0, path: "")),
            ([""], StartFailure(.emptyCommand, errno: 0, path: "")),
            (["/usr"], StartFailure(.isDirectory, errno: EACCES, path: "/usr")),
        ]
        for (argv, expected) in cases {
            try await withNight { night in
                let failure = try await failure(night, argv)
                #expect(failure == expected)
            }
        }
    }

    @Test("a missing working directory is not mistaken for a missing program")
    func directory() async throws {
        try await withNight { night in
            let failure = try await failure(night, ["true"]) { $0.workingDirectory = "/no/such/folder" }
            #expect(failure == StartFailure(.workingDirectoryMissing, errno: ENOENT, path: "/no/such/folder"))
        }
    }

    @Test("what the run's user may not is told as that", .enabled(if: geteuid() == 0))
    func permission() async throws {
        let nobody = try RunUser.named("nobody")
        try await withNight { night in
            mkdir("\(night.base)/closed", 0o700)
            try write("#!/bin/sh\n", to: "\(night.base)/closed/script", mode: 0o755)
            let failure = try await failure(night, ["\(night.base)/closed/script"]) { $0.user = nobody }
            #expect(failure == StartFailure(.permission, errno: EACCES, path: "\(night.base)/closed/script"))
        }
        try await withNight { night in
            mkdir("\(night.base)/closed", 0o700)
            let failure = try await failure(night, ["true"]) {
                $0.user = nobody
                $0.workingDirectory = "\(night.base)/closed"
            }
            #expect(failure == StartFailure(.workingDirectoryDenied, errno: EACCES, path: "\(night.base)/closed"))
        }
    }

    @Test("a program without a slash is looked for in the job's PATH, past what can't be run")
    func path() async throws {
        try await withNight { night in
            for folder in ["a", "b"] { mkdir("\(night.base)/\(folder)", 0o755) }
            try write("#!/bin/sh\necho wrong\n", to: "\(night.base)/a/tool", mode: 0o644)
            try write("#!/bin/sh\necho right\n", to: "\(night.base)/b/tool", mode: 0o755)
            let result = try await night.run(["tool"]) { $0.environment = [("PATH", "/nowhere:\(night.base)/a:\(night.base)/b")] }
            #expect(result.exitCode == 0)
            #expect(try night.output() == "right\n")
        }
    }

    @Test(
        "a request that can't be is refused before anything is made",
        arguments: ["", "a\nb", "夜", "🦉", "../x", ".x", "a/b", String(repeating: "a", count: 101)])
    func names(id: String) async throws {
        try await withNight { night in
            await #expect(throws: RunError.invalid("id")) { try await night.host.start(night.request(["true"], id: id)) }
            await #expect(throws: RunError.invalid("argv")) { try await night.host.start(night.request(["a\0b"])) }
            #expect(access(night.host.runDirectory(for: night.id), F_OK) != 0)
        }
    }

    @Test("a run is never started twice")
    func twice() async throws {
        try await withNight { night in
            _ = try await night.run(["true"])
            await #expect(throws: RunError.exists(id: night.id)) { try await night.host.start(night.request(["true"])) }
        }
    }
}
