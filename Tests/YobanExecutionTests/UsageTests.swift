import Glibc
import Testing
import YobanExecution
import YobanRunFormat

@Suite("What a run uses", .timeLimit(.minutes(10)))
struct UsageTests {
    /// Looks until something is so. What processes use comes by their own work, not by ours.
    private func usage(_ reader: inout RunUsageReader, when isSo: (RunUsage) -> Bool) async throws -> RunUsage {
        var found: RunUsage?
        try await until {
            found = reader.usage()
            return found.map(isSo) ?? false
        }
        return try #require(found)
    }

    @Test("is that of all its processes, however far from the script, and not that of the shim", arguments: modes)
    func processes(_ cgroup: Bool) async throws {
        try await withNight(cgroup: cgroup) { night in
            // The last of them is an orphan, in a session of its own.
            let script = "sleep 300 & (sh -c 'sleep 300 & wait' &) ; setsid sh -c 'sleep 300 & wait' & (setsid sleep 300 &) ; wait"
            let run = try await night.host.start(night.request(["sh", "-c", script]))
            var reader = RunUsageReader(directory: run.directory)
            let started = try #require(try await run.started())
            let usage = try await usage(&reader) { $0.processes == 7 && $0.descriptors >= 7 * 3 && night.processes.count == 7 }
            #expect(reader.startedAt == started.at)
            #expect(usage.memoryBytes > 7 * 100_000 && usage.memoryBytes < 7 * 20_000_000)
            await run.stop(grace: .milliseconds(300))
            _ = try await night.end(of: run)
            // The shim is there for a moment still.
            try await until { reader.usage() == nil }
        }
    }

    @Test("counts the CPU of grandchildren that are gone, whoever waited for them")
    func burnt() async throws {
        try await withNight { night in
            // Two burn and are waited for by their parents. The third burns the most, and only the shim is left to wait for it.
            try write("i=0; while [ $i -lt $1 ]; do i=$((i+1)); done; $2", to: "\(night.base)/burn.sh")
            let script = """
                sh -c 'sh burn.sh 100000; true'; sh burn.sh 100000; (sh burn.sh 400000 'touch burnt' &)
                until [ -e go ]; do sleep 0.01; done
                """
            let run = try await night.host.start(night.request(["sh", "-c", script]))
            var reader = RunUsageReader(directory: run.directory)
            try await until { access("\(night.base)/burnt", F_OK) == 0 }
            // Only the script is left, and what it waits with.
            let usage = try await usage(&reader) { $0.processes <= 2 }
            #expect(usage.cpuMilliseconds > 100, "\(usage)")
            try write("", to: "\(night.base)/go")
            let result = try await night.end(of: run)
            let whole = result.userTime + result.systemTime
            #expect(usage.cpuMilliseconds > whole * 3 / 4 && usage.cpuMilliseconds < whole + 100, "\(usage), \(whole) ms")
        }
    }

    @Test("counts memory that is held, and descriptors that are open")
    func held() async throws {
        try await withNight { night in
            let script = """
                exec python3 -c '
                import time
                held = b"x" * 50_000_000
                files = [open("/dev/null") for _ in range(40)]
                while True: time.sleep(1)
                '
                """
            let run = try await night.host.start(night.request(["sh", "-c", script]))
            var reader = RunUsageReader(directory: run.directory)
            let usage = try await usage(&reader) { $0.memoryBytes > 50_000_000 && $0.descriptors >= 43 }
            #expect(usage.processes == 1 && usage.memoryBytes < 100_000_000 && usage.descriptors < 60, "\(usage)")
            await run.stop(grace: .milliseconds(300))
            _ = try await night.end(of: run)
        }
    }

    @Test("is told of a run that another worker started")
    func adopted() async throws {
        try await withNight { night in
            let first = try await night.host.start(night.request(["sh", "-c", "sleep 300 & wait"]))
            let started = try #require(try await first.started())
            await night.host.close()
            var reader = RunUsageReader(directory: first.directory)
            _ = try await usage(&reader) { $0.processes == 2 && $0.descriptors >= 6 }
            #expect(reader.startedAt == started.at)
            let host = try night.successor()
            guard case .running(let run)? = await host.found().first?.state else {
                Issue.record("not found")
                return
            }
            await run.stop(grace: .milliseconds(300))
            _ = try await night.end(of: run)
            await host.close()
        }
    }

    @Test("of many processes is that of the first five hundred")
    func many() async throws {
        try await withNight { night in
            let script = "for i in $(seq 600); do sleep 300 & done; wait"
            let run = try await night.host.start(night.request(["sh", "-c", script]))
            try await until { night.processes.count >= 601 }
            var reader = RunUsageReader(directory: run.directory)
            #expect(reader.usage()?.processes == 512)
            await run.stop(grace: .milliseconds(300))
            _ = try await night.end(of: run)
        }
    }

    @Test("is nothing where there is no run, or only what is left of one")
    func none() async throws {
        try await withNight { night in
            var nowhere = RunUsageReader(directory: night.base)
            #expect(nowhere.usage() == nil && nowhere.startedAt == nil)
            _ = try await night.shell("true")
            var over = RunUsageReader(directory: night.host.runDirectory(for: night.id))
            #expect(over.usage() == nil && over.startedAt == nil)
            mkdir("\(night.base)/odd", 0o700)
            try write("shim -7 phase running", to: "\(night.base)/odd/state")
            var broken = RunUsageReader(directory: "\(night.base)/odd")
            #expect(broken.usage() == nil)
        }
    }
}
