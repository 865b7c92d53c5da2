import CLinux
import Glibc
import Testing
import YobanExecution
import YobanRunFormat

@Suite("The worker may go away at any time", .timeLimit(.minutes(10)))
struct AdoptionTests {
    @Test("a run goes on without its worker; the next one adopts it, hears of its end, and nothing was started twice", arguments: modes)
    func adoption(cgroup: Bool) async throws {
        try await withNight(cgroup: cgroup) { night in
            mkfifo("\(night.base)/go", 0o600)
            let first = try await night.host.start(night.request(["sh", "-c", "echo start; read x <\(night.base)/go; echo end; exit 6"]))
            let start = try await first.started()
            await night.host.close()
            await #expect(throws: CancellationError.self) { try await first.ended() }
            let next = try night.successor(cgroup: cgroup)
            let found = await next.found()
            #expect(found.map(\.id) == [night.id])
            guard case .running(let run) = found.first?.state else { throw Unexpected("not running") }
            #expect(try await run.started() == start)
            try write("x\n", to: "\(night.base)/go")
            let result = try await night.end(of: run)
            #expect(result.exitCode == 6)
            #expect(try night.output() == "start\nend\n")
            await next.acknowledge(night.id)
            #expect(await next.found().isEmpty)
            await next.close()
        }
    }

    @Test("an adopted run can be stopped")
    func stopAdopted() async throws {
        try await withNight { night in
            _ = try await night.host.start(night.request(["sh", "-c", "trap '' TERM; while :; do sleep 300; done"])).started()
            await night.host.close()
            let next = try night.successor()
            guard case .running(let run) = await next.found().first?.state else { throw Unexpected("not running") }
            await run.stop(grace: .milliseconds(50))
            #expect(try await night.end(of: run).cause == .stopped)
            await next.close()
        }
    }

    @Test("a run that ended while no worker was there is reported by the next, until it is acknowledged")
    func endedAlone() async throws {
        try await withNight { night in
            mkfifo("\(night.base)/go", 0o600)
            let run = try await night.host.start(night.request(["sh", "-c", "read x <\(night.base)/go; exit 8"]))
            _ = try await run.started()
            await night.host.close()
            try write("x\n", to: "\(night.base)/go")
            try await until { access("\(run.directory)/\(RunFile.result)", F_OK) == 0 }
            for _ in 1...2 {
                let next = try night.successor()
                guard case .ended(let result) = await next.found().first?.state else { throw Unexpected("not ended") }
                #expect(result.exitCode == 8)
                await next.close()
            }
            let last = try night.successor()
            await last.acknowledge(night.id)
            #expect(await last.found().isEmpty)
            #expect(await last.prune(reportedBefore: 1) == 0)
            #expect(await last.prune(reportedBefore: .max) == 1)
            #expect(access(run.directory, F_OK) != 0)
            await last.close()
        }
    }

    @Test("kill -9 of the shim: the main process dies with it, the rest is ended and named", arguments: modes)
    func killedShim(cgroup: Bool) async throws {
        try await withNight(cgroup: cgroup) { night in
            let run = try await night.host.start(night.request(["sh", "-c", "setsid sleep 300 & echo ready; exec sleep 300"]))
            try await until { try night.output() == "ready\n" }
            kill(try RunState(RunFile.fields("\(run.directory)/\(RunFile.state)")).shimPID, SIGKILL)
            guard case .lostShim(let leftovers) = try await run.ended() else { throw Unexpected("not lost") }
            #expect(leftovers.ended.contains { $0.hasSuffix(" sleep") } && leftovers.left.isEmpty && leftovers.problem.isEmpty)
            #expect(night.processes.isEmpty)
        }
    }

    @Test("kill -9 of the shim while no worker is there is noticed by the next")
    func killedShimAlone() async throws {
        try await withNight { night in
            let run = try await night.host.start(night.request(["sh", "-c", "setsid sleep 300 & echo ready; exec sleep 300"]))
            try await until { try night.output() == "ready\n" }
            await night.host.close()
            kill(try RunState(RunFile.fields("\(run.directory)/\(RunFile.state)")).shimPID, SIGKILL)
            try await until { night.processes.count == 1 }
            let next = try night.successor()
            guard case .lostShim(let leftovers) = await next.found().first?.state else { throw Unexpected("not lost") }
            #expect(leftovers.ended.count == 1)
            await next.close()
        }
    }

    @Test("a run that was prepared but never begun, and one of another boot, are told apart")
    func neverStarted() async throws {
        try await withNight { night in
            let never = night.host.runDirectory(for: "never")
            let other = night.host.runDirectory(for: "other")
            for (directory, boot) in [(never, nil), (other, "another-boot" as String?)] {
                mkdir(directory, 0o700)
                _ = try await night.run(["true"]) { $0.id = "model" }
                var spec = try RunSpec(RunFile.fields("\(night.host.runDirectory(for: "model"))/\(RunFile.spec)"))
                if let boot { spec.bootID = boot }
                #expect(RunFile.write(spec.fields.bytes, to: "\(directory)/\(RunFile.spec)") == 0)
                TreeRemoval.remove(night.host.runDirectory(for: "model"))
            }
            let states = await night.host.found()
            guard case .neverStarted = states.first?.state, case .otherBoot = states.last?.state else { throw Unexpected("\(states)") }
        }
    }

    @Test("a second worker on the same state directory is refused, with the first one's process number")
    func secondWorker() async throws {
        try await withNight { night in
            #expect(throws: RunError.held(path: night.state, pid: getpid())) { try night.successor() }
            await night.host.close()
            await #expect(throws: RunError.closed) { try await night.host.start(night.request(["true"])) }
            try await night.successor().close()
        }
    }

    @Test("a state directory that can't be is refused with path and cause; a missing shim too")
    func badState() throws {
        #expect(throws: RunError.folder(path: "/dev/null/x", errno: ENOTDIR)) {
            try RunHost(stateDirectory: "/dev/null/x", shim: "/bin/true", cgroupParent: nil)
        }
        #expect(throws: RunError.folder(path: "/proc/yoban", errno: ENOENT)) {
            try RunHost(stateDirectory: "/proc/yoban", shim: "/bin/true", cgroupParent: nil)
        }
    }

    @Test("a missing shim is an error of the start, and leaves nothing")
    func missingShim() async throws {
        try await withNight { night in
            await night.host.close()
            let host = try RunHost(stateDirectory: night.state, shim: "/no/yoban-shim", cgroupParent: nil)
            await #expect(throws: RunError.shimMissing(path: "/no/yoban-shim")) { try await host.start(night.request(["true"])) }
            #expect(access(host.runDirectory(for: night.id), F_OK) != 0)
            await host.close()
        }
    }

    @Test("a state path longer than a socket's address can be works, adoption included")
    func longPath() async throws {
        let name = (1...3).map { _ in String(repeating: "long", count: 25) }.joined(separator: "/")
        try await withNight(stateName: name) { night in
            mkfifo("\(night.base)/go", 0o600)
            _ = try await night.host.start(night.request(["sh", "-c", "read x <\(night.base)/go"])).started()
            await night.host.close()
            let next = try night.successor()
            guard case .running(let run) = await next.found().first?.state else { throw Unexpected("not running") }
            try write("x\n", to: "\(night.base)/go")
            #expect(try await night.end(of: run).exitCode == 0)
            await next.close()
        }
    }

    @Test("a hundred runs are adopted at once, and all are heard of")
    func hundred() async throws {
        try await withNight { night in
            for n in 1...100 {
                _ = try await night.host.start(night.request(["sleep", "300"], id: "run-\(n)")).started()
            }
            await night.host.close()
            let next = try night.successor()
            var found: [FoundRun] = []
            let time = await elapsed { found = await next.found() }
            #expect(time < .seconds(5))
            let runs = found.compactMap { if case .running(let run) = $0.state { run } else { nil } }
            #expect(runs.count == 100)
            for run in runs { await run.stop(grace: .seconds(10)) }
            for run in runs { #expect(try await night.end(of: run).cause == .stopped) }
            await next.close()
        }
    }
}
