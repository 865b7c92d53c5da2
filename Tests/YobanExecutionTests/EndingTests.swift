import Glibc
import Testing
import YobanExecution
import YobanRunFormat

@Suite("How a run ends", .timeLimit(.minutes(10)))
struct EndingTests {
    @Test("an exit code is told as it was, with what the run used")
    func exitCode() async throws {
        try await withNight { night in
            let result = try await night.shell("exit 7")
            #expect(result.cause == .exit && result.exitCode == 7 && result.signal == nil)
            #expect(result.peakMemory > 100_000 && result.startedAt > 0 && result.endedAt >= result.startedAt)
            #expect(result.survivors.isEmpty && result.endedBy.isEmpty)
        }
    }

    @Test("a signal from elsewhere is told as that signal")
    func signal() async throws {
        try await withNight { night in
            let result = try await night.shell("kill -SEGV $$")
            #expect(result.cause == .signal && result.signal == SIGSEGV && result.exitCode == nil)
        }
    }

    @Test("a child in the background that holds the pipe does not hold up the end: it is named, and gone", arguments: modes)
    func background(cgroup: Bool) async throws {
        try await withNight(cgroup: cgroup) { night in
            let time = try await elapsed {
                let result = try await night.shell("sleep 300 & exit 0")
                #expect(result.cause == .exit && result.exitCode == 0)
                #expect(result.survivors.map(\.name) == ["sleep"] && result.survivors.first?.command == "sleep 300")
                #expect(result.endedBy == (cgroup ? "cgroup" : "subreaper") && result.left.isEmpty)
            }
            #expect(time < .seconds(20), "it would be 300")
            #expect(night.processes.isEmpty)
        }
    }

    @Test("a daemon that forked twice, closed all and went into a session of its own is found", arguments: modes)
    func daemon(cgroup: Bool) async throws {
        try await withNight(cgroup: cgroup) { night in
            let result = try await night.shell("(setsid sh -c 'sleep 300 & sleep 300' </dev/null >/dev/null 2>&1 &) ; sleep 0.2")
            #expect(result.cause == .exit && result.exitCode == 0 && result.survivors.count == 3)
            #expect(night.processes.isEmpty)
        }
    }

    @Test("a background process may stay where that is wished, and is listed")
    func leavesBackground() async throws {
        try await withNight { night in
            let result = try await night.shell("sleep 300 >/dev/null 2>&1 & exit 0") { $0.leavesBackground = true }
            #expect(result.survivors.map(\.name) == ["sleep"] && result.endedBy.isEmpty)
            let left = night.processes
            #expect(left.count == 1)
            for pid in left { kill(pid, SIGKILL) }
            try await until { night.processes.isEmpty }
        }
    }

    @Test("a background process that never stops printing does not hold up the end for ever")
    func chatter() async throws {
        try await withNight { night in
            let result = try await night.shell("(while :; do echo x; sleep 0.1; done) & exit 0")
            #expect(result.exitCode == 0 && !result.survivors.isEmpty)
        }
    }

    @Test("a stop ends the whole tree, also those that left the session or are deaf", arguments: modes)
    func stop(cgroup: Bool) async throws {
        try await withNight(cgroup: cgroup) { night in
            let run = try await night.host.start(
                night.request(["sh", "-c", "setsid sleep 300 & trap '' TERM; echo ready; while :; do sleep 300; done"]))
            try await until { try night.output() == "ready\n" }
            let time = try await elapsed {
                await run.stop(grace: .milliseconds(400))
                let result = try await night.end(of: run)
                #expect(result.cause == .stopped && result.signal == SIGKILL && result.left.isEmpty)
                #expect(result.survivors.contains { $0.name == "sh" })
            }
            #expect(time >= .milliseconds(400) && time < .seconds(8))
            #expect(night.processes.isEmpty)
        }
    }

    @Test("a script that obeys SIGTERM has time to clean up")
    func politeStop() async throws {
        try await withNight { night in
            let run = try await night.host.start(
                night.request(["sh", "-c", "trap 'echo bye; exit 4' TERM; echo ready; while :; do sleep 0.05; done"]))
            try await until { try night.output() == "ready\n" }
            await run.stop(grace: .seconds(20))
            let result = try await night.end(of: run)
            #expect(result.cause == .stopped && result.exitCode == 4 && result.survivors.isEmpty)
            let bytes = try night.chunk().bytes(of: .standardOutput)
            #expect(String(decoding: bytes, as: UTF8.self) == "ready\nbye\n")
        }
    }

    @Test("a second stop can shorten the grace, not lengthen it")
    func stopTwice() async throws {
        try await withNight { night in
            let run = try await night.host.start(night.request(["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 300; done"]))
            try await until { try night.output() == "ready\n" }
            let time = try await elapsed {
                await run.stop(grace: .seconds(40))
                await run.stop(grace: .milliseconds(100))
                await run.stop(grace: .seconds(40))
                let result = try await night.end(of: run)
                #expect(result.cause == .stopped)
            }
            #expect(time < .seconds(10))
            await run.stop(grace: .zero)
        }
    }

    @Test("a process that was stopped with SIGSTOP still gets its SIGTERM", arguments: modes)
    func frozen(cgroup: Bool) async throws {
        try await withNight(cgroup: cgroup) { night in
            let run = try await night.host.start(night.request(["sh", "-c", "trap 'exit 9' TERM; echo ready; kill -STOP $$; exit 1"]))
            try await until { try night.output() == "ready\n" }
            let pid = try #require(try await run.started()).pid
            try await until { try String(decoding: RunFile.read("/proc/\(pid)/stat"), as: UTF8.self).contains(") T") }
            await run.stop(grace: .seconds(20))
            #expect(try await night.end(of: run).exitCode == 9)
        }
    }

    @Test("the time-out ends the run and is told as the cause, whatever the script makes of it", arguments: modes)
    func timeout(cgroup: Bool) async throws {
        try await withNight(cgroup: cgroup) { night in
            let result = try await night.shell("trap 'exit 0' TERM; while :; do sleep 0.02; done") { $0.timeout = .milliseconds(200) }
            #expect(result.cause == .timeout && result.exitCode == 0 && result.duration >= 200)
        }
    }

    @Test("a fork bomb that is deaf to SIGTERM is ended", arguments: modes)
    func forkBomb(cgroup: Bool) async throws {
        try await withNight(cgroup: cgroup) { night in
            // Twenty lines that each go on by forking, and die as soon as they have a successor; sixty processes or so at any time.
            let script = """
                trap '' TERM
                next() { [ "$1" = 0 ] && echo ready; sleep 0.01; (next $(($1 + 1))) & sleep 0.02; }
                for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do next 0 & done
                wait; while :; do sleep 1; done
                """
            let run = try await night.host.start(night.request(["sh", "-c", script]))
            try await until { try night.output().contains("ready") }
            await run.stop(grace: .milliseconds(100))
            let result = try await night.end(of: run)
            #expect(result.cause == .stopped && result.left.isEmpty)
            #expect(night.processes.isEmpty)
        }
    }

    @Test("output that comes after the main process's end is kept")
    func lateOutput() async throws {
        try await withNight { night in
            let result = try await night.shell("(sleep 0.2; echo late) & exit 0")
            #expect(result.exitCode == 0 && result.survivors.isEmpty)
            #expect(try night.output() == "late\n")
        }
    }
}
