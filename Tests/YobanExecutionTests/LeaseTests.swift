import Glibc
import Testing
import YobanExecution
import YobanRunFormat

@Suite("A lease", .timeLimit(.minutes(10)))
struct LeaseTests {
    /// Deaf to SIGTERM, with a child that left the session.
    static let stubborn = "trap '' TERM; setsid sleep 300 & echo ready; while :; do sleep 300; done"

    private func lease(_ left: Duration, grace: Duration = .milliseconds(100)) -> RunLease {
        RunLease(deadline: bootTime() + left, grace: grace)
    }

    @Test("that is not renewed ends the whole tree when it is over, not before, and the record says so", arguments: modes)
    func over(cgroup: Bool) async throws {
        try await withNight(cgroup: cgroup) { night in
            let lease = lease(.milliseconds(700))
            let run = try await night.host.start(night.request(["sh", "-c", Self.stubborn]) { $0.lease = lease })
            try await until { try night.output() == "ready\n" }
            let result = try await night.end(of: run)
            #expect(result.cause == .leaseLost && result.left.isEmpty && !result.survivors.isEmpty)
            #expect(bootTime() >= lease.deadline && bootTime() < lease.deadline + .seconds(5))
            #expect(night.processes.isEmpty)
        }
    }

    @Test("that is renewed lets the run live; the last moment will do")
    func renewed() async throws {
        try await withNight { night in
            mkfifo("\(night.base)/go", 0o600)
            let lease = lease(.seconds(10))
            let run = try await night.host.start(
                night.request(["sh", "-c", "echo ready; read x <\(night.base)/go; exit 6"]) { $0.lease = lease })
            // As late as a busy machine allows.
            try await until { bootTime() > lease.deadline - .seconds(5) }
            await night.host.extendLeases(of: [night.id], to: lease.deadline + .seconds(40))
            try await until { bootTime() > lease.deadline + .milliseconds(500) }
            try write("x\n", to: "\(night.base)/go")
            let result = try await night.end(of: run)
            #expect(result.cause == .exit && result.exitCode == 6)
        }
    }

    @Test("ends a script that stands still, and one whose worker is dead")
    func stoppedAndAlone() async throws {
        try await withNight { night in
            let lease = lease(.seconds(1), grace: .seconds(20))
            let run = try await night.host.start(night.request(["sh", "-c", "echo ready; sleep 300 & wait"]) { $0.lease = lease })
            let main = try #require(try await run.started())
            try await until { try night.output() == "ready\n" }
            kill(main.pid, SIGSTOP)
            await night.host.close()
            try await until { access("\(run.directory)/\(RunFile.result)", F_OK) == 0 }
            #expect(bootTime() < lease.deadline + .seconds(10))
            let next = try night.successor()
            guard case .ended(let result) = await next.found().first?.state else { throw Unexpected("not ended") }
            #expect(result.cause == .leaseLost && result.signal == SIGTERM)
            await next.close()
        }
    }

    @Test("is extended by the next worker, which adopted the run; a nearer deadline is obeyed at once")
    func adopted() async throws {
        try await withNight { night in
            let lease = lease(.seconds(40))
            _ = try await night.host.start(night.request(["sh", "-c", Self.stubborn]) { $0.lease = lease })
            try await until { try night.output() == "ready\n" }
            await night.host.close()
            let next = try night.successor()
            guard case .running(let run) = await next.found().first?.state else { throw Unexpected("not running") }
            await next.extendLeases(of: [night.id, "nobody", "../x"], to: lease.deadline + .seconds(300))
            #expect(LeaseFile.deadline(in: run.directory) == (lease.deadline + .seconds(300)).milliseconds)
            await next.extendLeases(of: [night.id], to: bootTime() + .milliseconds(100))
            #expect(try await night.end(of: run).cause == .leaseLost)
            #expect(bootTime() < lease.deadline)
            await next.close()
        }
    }

    @Test("that was over before the start: nothing is started")
    func late() async throws {
        try await withNight { night in
            let result = try await night.shell("echo up") { $0.lease = lease(.milliseconds(-1)) }
            #expect(result.cause == .leaseLost && result.exitCode == nil && result.outputBytes == 0)
        }
    }

    @Test("goes with the run directory when somebody removes that: the shim keeps it")
    func removed() async throws {
        try await withNight { night in
            let lease = lease(.seconds(2))
            let run = try await night.host.start(
                night.request(["sh", "-c", "trap '' TERM; while :; do echo x; sleep 0.05; done"]) { $0.lease = lease })
            try await until { try night.output().hasPrefix("x\n") }
            TreeRemoval.remove(night.state)
            #expect(try await night.end(of: run).cause == .leaseLost)
            #expect(bootTime() >= lease.deadline)
        }
    }

    @Test("is not had by a run that was given none, also not when one is asked for later")
    func none() async throws {
        try await withNight { night in
            mkfifo("\(night.base)/go", 0o600)
            let run = try await night.host.start(night.request(["sh", "-c", "echo ready; read x <\(night.base)/go"]))
            try await until { try night.output() == "ready\n" }
            await night.host.extendLeases(of: [night.id], to: bootTime() - .seconds(1))
            #expect(LeaseFile.deadline(in: run.directory) == nil)
            try write("x\n", to: "\(night.base)/go")
            #expect(try await night.end(of: run).exitCode == 0)
        }
    }
}

extension Duration {
    fileprivate var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
