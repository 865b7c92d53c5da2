import Foundation
import Testing

@Suite("Exit codes are API", .timeLimit(.minutes(20))) struct ExitCodeTests {
    private static let catalogue = """
        jobs:
          good: { command: [sh, -c, "echo fine"] }
          bad: { command: [sh, -c, "exit 3"] }
          late: { command: [sleep, "300"], timeout: 1s, grace: 1s }
          long: { command: [sleep, "300"] }
          gone: { command: [./not-there] }
          month: { command: [sh, -c, "true"], parameters: { month: { type: text, matches: '\\d{4}-\\d{2}' } } }
        """

    @Test(
        "of mistakes in the command line, and nothing is queued",
        arguments: [
            ["bogus"], ["enqueue"], ["enqueue", "godo"], ["enqueue", "good", "bogus"], ["enqueue", "good", "--bogus"],
            ["enqueue", "good", "--priority", "high"], ["enqueue", "good", "--priority", "9999999999"],
            ["enqueue", "good", "--max-retries", "-1"], ["enqueue", "good", "--param", "a"], ["enqueue", "good", "--param", "a=b"],
            ["enqueue", "month"], ["enqueue", "month", "--param", "month=Feb"],
            ["enqueue", "month", "--param", "month=2026-01", "--param", "month=2026-02"],
            ["enqueue", "good", "--at", "soon"], ["enqueue", "good", "--in", "10"], ["enqueue", "good", "--at", "02:00", "--in", "1h"],
            ["enqueue", "good", "--at", "2020-01-01 02:00"], ["enqueue", "good", "--json", "--follow"],
            ["enqueue", "good", "--lang", "fr"], ["list", "--status", "done"], ["list", "-n", "0"], ["list", "--since", "then"],
            ["show"], ["show", "0"], ["show", "-1"], ["show", "1.5"], ["show", "99999999999999999999"], ["show", "no such key"],
            ["logs", "abc"], ["logs", "good", "-n", "-1"], ["stop", "x"], ["retry", "1", "x"], ["rerun", "x"],
            ["wait", "x"], ["follow", "x"], ["progress"], ["progress", "half"], ["run", "nothing"], ["run", "month"],
            ["--generate-completion-script", "ksh"],
        ])
    func usage(_ arguments: [String]) async throws {
        try await Scene.with(Self.catalogue) { scene in
            let ran = try await scene.run([Scene.yoban] + arguments)
            #expect(ran.status == 64 && ran.out.isEmpty && !ran.err.isEmpty, "\(ran)")
            #expect(try await scene.yoban("list", "--json").out == "[]\n")
        }
    }

    @Test(
        "of what can't be done",
        arguments: [
            (["show", "1"], 1), (["show", "9223372036854775807"], 1), (["logs", "1"], 1), (["stop", "1"], 1), (["retry", "1"], 1),
            (["rerun", "1"], 1), (["wait", "1"], 1), (["follow", "1"], 1), (["show", "good"], 1), (["check", "--config", "no.yaml"], 78),
            (["list", "--config", "no.yaml"], 78), (["run", "gone"], 77), (["worker", "--slots", "0"], 78),
            (["worker", "--state", "/proc/none"], 77), (["check"], 78),
        ] as [([String], Int32)])
    func failures(_ arguments: [String], _ status: Int32) async throws {
        try await Scene.with(Self.catalogue) { scene in
            let ran = try await scene.run([Scene.yoban] + arguments)
            #expect(ran.status == status && !ran.err.isEmpty, "\(ran)")
        }
    }

    @Test(
        "of success",
        arguments: [["--help"], ["--version"], ["help", "list"], ["list"], ["enqueue", "good"], ["progress", "42"], ["run", "good"]])
    func done(_ arguments: [String]) async throws {
        try await Scene.with(Self.catalogue) { scene in
            let ran = try await scene.run([Scene.yoban] + arguments)
            #expect(ran.status == 0, "\(ran)")
        }
    }

    @Test("of what became of a job, by wait, --wait, follow and --follow") func ends() async throws {
        try await Scene.with(Self.catalogue, worker: true) { scene in
            for (key, status) in [("good", 0), ("bad", 10), ("late", 12), ("gone", 10)] as [(String, Int32)] {
                for flag in ["--wait", "--follow"] {
                    let ran = try await scene.yoban("enqueue", key, flag)
                    #expect(ran.status == status, "\(key) \(flag): \(ran)")
                }
                for command in ["wait", "follow"] {
                    let ran = try await scene.yoban(command, key)
                    #expect(ran.status == status, "\(command) \(key): \(ran)")
                }
            }
            // The first that did not complete decides.
            let (good, late) = (try await scene.enqueue("good"), try await scene.enqueue("late"))
            #expect(try await scene.yoban("wait", "\(good)", "\(late)", "bad").status == 12)
        }
    }

    @Test("of a stopped job, an own time-out and Ctrl-C, which leave the job alone") func letGo() async throws {
        try await Scene.with(Self.catalogue, worker: true) { scene in
            let id = try await scene.enqueue("long")
            #expect(try await eventually { try await scene.status(of: id) == "running" })
            let short = try await scene.yoban("wait", "\(id)", "--timeout", "1s")
            #expect(short.status == 124 && short.err.contains("yoban wait \(id)"), "\(short)")
            for command in ["wait", "follow"] {
                let watching = try scene.start([Scene.yoban, command, "\(id)"])
                #expect(try await eventually { Self.catches(SIGINT, watching.pid) })
                watching.signal(SIGINT)
                let ran = await watching.ended()
                #expect(ran.status == 130, "\(ran)")
                #expect(
                    ran.err == """
                        Detached. Job \(id) keeps running.
                          Follow it again:  yoban follow \(id)
                          Stop it:          yoban stop \(id)

                        """)
            }
            #expect(try await scene.status(of: id) == "running")
            #expect(try await scene.yoban("stop", "\(id)").status == 0)
            #expect(try await scene.yoban("wait", "\(id)").status == 11)
        }
    }

    @Test("of run are the script's own") func runHere() async throws {
        let scripts =
            "jobs:\n  a: { command: [sh, -c, 'echo out; echo err >&2; exit 7'] }\n  k: { command: [sh, -c, 'kill -9 $$'] }\n  t: { command: [sleep, '99'], timeout: 1s, grace: 1s }\n"
        try await Scene.with(scripts) { scene in
            let ran = try await scene.yoban("run", "a")
            #expect(ran.status == 7 && ran.out == "out\n" && ran.err.hasPrefix("err\n"), "\(ran)")
            #expect(try await scene.yoban("run", "k").status == 137)
            #expect(try await scene.yoban("run", "t").status == 124)
            #expect(try await scene.run(["/bin/sh", "-c", "ls .yoban"]).out == "", "the state directory has leftovers")
        }
    }

    /// Whether the process has a handler for the signal, as the kernel tells it.
    private static func catches(_ signal: Int32, _ pid: pid_t) -> Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8),
            let caught = status.firstMatch(of: /SigCgt:\s*([0-9a-f]+)/).flatMap({ UInt64($0.1, radix: 16) })
        else { return false }
        return caught & (1 << UInt64(signal - 1)) != 0
    }
}
