import Glibc
import Testing
import YobanExecution
import YobanRunFormat

@Suite("What a script prints", .timeLimit(.minutes(10)))
struct OutputTests {
    @Test("both streams are kept in order of arrival and can be told apart")
    func streams() async throws {
        try await withNight { night in
            let result = try await night.shell("for i in 1 2 3; do echo out$i; sleep 0.03; echo err$i >&2; sleep 0.03; done")
            #expect(result.outputBytes == 30 && result.droppedBytes == 0)
            let chunk = try night.chunk()
            #expect(String(decoding: chunk.bytes, as: UTF8.self) == "out1\nerr1\nout2\nerr2\nout3\nerr3\n")
            #expect(String(decoding: chunk.bytes(of: .standardError), as: UTF8.self) == "err1\nerr2\nerr3\n")
            let times = chunk.parts.map(\.at)
            #expect(times == times.sorted() && times.allSatisfy { $0 >= result.startedAt && $0 <= result.endedAt })
        }
    }

    @Test("/dev/stdout and /dev/stderr can be opened again, and shorten nothing")
    func reopened() async throws {
        try await withNight { night in
            _ = try await night.shell("echo a; echo b >/dev/stdout; echo c >/dev/stderr; echo d >/proc/self/fd/1")
            #expect(try night.output().split(separator: "\n").sorted() == ["a", "b", "c", "d"])
        }
    }

    @Test("any bytes are kept as they are")
    func binary() async throws {
        try await withNight { night in
            _ = try await night.shell("printf '\\000\\377\\200\\033[31m\\r\\n\\303('")
            #expect(try night.chunk().bytes == [0, 255, 128, 27] + Array("[31m\r\n".utf8) + [0xC3, 0x28])
        }
    }

    @Test("a run that prints nothing leaves no log files")
    func silence() async throws {
        try await withNight { night in
            _ = try await night.run(["true"])
            #expect(access("\(night.host.runDirectory(for: night.id))/\(LogLayout.head)", F_OK) != 0)
            var reader = try LogReader(directory: night.host.runDirectory(for: night.id))
            #expect(reader.total() == 0 && reader.read(from: 0, limit: 10).bytes.isEmpty && reader.offset(ofLast: 3) == 0)
        }
    }

    @Test("of too much output both ends are kept, byte for byte, and the middle is counted")
    func middle() async throws {
        try await withNight { night in
            let result = try await night.run(["seq", "-w", "100000"]) { $0.outputHalf = 10_000 }
            #expect(result.outputBytes == 700_000 && result.droppedBytes == 680_000)
            let directory = night.host.runDirectory(for: night.id)
            var reader = try LogReader(directory: directory)
            #expect(reader.total() == 700_000)
            let head = reader.read(from: 0, limit: 50_000)
            #expect(head.bytes.count == 10_000 && head.skipped == 0 && head.bytes.starts(with: Array("000001\n000002\n".utf8)))
            let tail = reader.read(from: head.next, limit: 50_000)
            #expect(tail.skipped == 680_000 && tail.offset == 690_000 && tail.bytes.count == 10_000)
            #expect(String(decoding: tail.bytes.suffix(14), as: UTF8.self) == "099999\n100000\n")
            #expect(reader.read(from: tail.next, limit: 100).bytes.isEmpty)
            let last = reader.read(from: reader.offset(ofLast: 2), limit: 100)
            #expect(String(decoding: last.bytes, as: UTF8.self) == "099999\n100000\n")
            #expect(reader.offset(ofLast: 5000) == 690_000)
        }
    }

    @Test("300 MB in one line without end: everything is counted, and the shim stays small")
    func flood() async throws {
        try await withNight { night in
            mkfifo("\(night.base)/go", 0o600)
            let run = try await night.host.start(
                night.request(["sh", "-c", "head -c 300000000 /dev/zero | tr '\\0' x; printf end; read x <\(night.base)/go"]))
            var reader = try LogReader(directory: run.directory)
            try await until { reader.total() == 300_000_003 }
            let state = try RunState(RunFile.fields("\(run.directory)/\(RunFile.state)"))
            let memory = String(decoding: try RunFile.read("/proc/\(state.shimPID)/smaps_rollup"), as: UTF8.self)
            let dirty = try #require(memory.split(separator: "\n").first { $0.hasPrefix("Private_Dirty:") }?.split(separator: " ")[1])
            #expect(try #require(Int(dirty)) < 512, "kilobytes")
            try write("x\n", to: "\(night.base)/go")
            let result = try await night.end(of: run)
            #expect(result.outputBytes == 300_000_003 && result.droppedBytes == 300_000_003 - 2 * LogLayout.defaultHalf)
            let tail = reader.read(from: 300_000_003 - 10, limit: 100)
            #expect(tail.skipped == 0 && String(decoding: tail.bytes, as: UTF8.self) == "xxxxxxxend")
        }
    }

    @Test("who follows while it is written gets all bytes once, or is told how many were missed")
    func following() async throws {
        try await withNight { night in
            let run = try await night.host.start(night.request(["seq", "-w", "3000000"]) { $0.outputHalf = 300_000 })
            var reader = try LogReader(directory: run.directory)
            var position: Int64 = 0
            var isOver = false
            while true {
                // Seven digits and a newline: what should stand at an offset can be computed.
                let chunk = reader.read(from: position, limit: 64_000)
                #expect(chunk.offset == position + chunk.skipped)
                for (n, byte) in chunk.bytes.enumerated() where (chunk.offset + Int64(n)) % 8 == 6 {
                    let line = (chunk.offset + Int64(n)) / 8 + 1
                    if UInt8(ascii: "0") + UInt8(line % 10) != byte { Issue.record("torn at \(chunk.offset + Int64(n))"); return }
                }
                position = chunk.next
                if chunk.bytes.isEmpty {
                    if isOver { break }
                    isOver = access("\(run.directory)/\(RunFile.result)", F_OK) == 0
                    await Task.yield()
                }
            }
            #expect(position == 24_000_000)
            #expect(try await night.end(of: run).outputBytes == 24_000_000)
        }
    }

    @Test("a full disk: the script goes on, and what is lost is counted and said")
    func fullDisk() async throws {
        try await withNight { night in
            mkfifo("\(night.base)/go", 0o600)
            let run = try await night.host.start(night.request(["sh", "-c", "read x <\(night.base)/go; echo one; echo two >&2; exit 5"]))
            _ = try await run.started()
            // Every write to it fails with ENOSPC.
            symlink("/dev/full", "\(run.directory)/\(LogLayout.head)")
            try write("x\n", to: "\(night.base)/go")
            let result = try await night.end(of: run)
            #expect(result.cause == .exit && result.exitCode == 5)
            #expect(result.outputBytes == 8 && result.droppedBytes == 8)
        }
    }

    @Test("a removed run directory is made anew; result and later output are there, and the gap is said")
    func removedDirectory() async throws {
        try await withNight { night in
            mkfifo("\(night.base)/go", 0o600)
            let run = try await night.host.start(
                night.request(["sh", "-c", "echo before; read x <\(night.base)/go; echo after; exit 3"]))
            try await until { try night.output() == "before\n" }
            // The index notes a new time only when 250 ms have passed, and the gap needs a record of its own.
            try await Task.sleep(for: .milliseconds(300))
            TreeRemoval.remove(run.directory)
            try write("x\n", to: "\(night.base)/go")
            let result = try await night.end(of: run)
            #expect(result.exitCode == 3 && result.outputBytes == 13 && result.droppedBytes == 7)
            let chunk = try night.chunk()
            #expect(chunk.skipped == 7 && String(decoding: chunk.bytes, as: UTF8.self) == "after\n")
        }
    }
}
