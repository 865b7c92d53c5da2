import Glibc
import Testing
import YobanExecution
import YobanRunFormat

@Suite("A disk without room", .timeLimit(.minutes(10)), .enabled(if: geteuid() == 0, "mounting a small disk needs root"))
struct FullDiskTests {
    /// A state directory on a disk of 2 MB. The runs that mount and unmount it are on an ordinary one.
    private func withSmallDisk(_ body: (Night, RunHost, String) async throws -> Void) async throws {
        try await withNight { night in
            let disk = "\(night.base)/disk"
            mkdir(disk, 0o755)
            let mount = try await night.host.start(night.request(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk], id: "mount"))
            #expect(try await night.end(of: mount).exitCode == 0)
            mkfifo("\(night.base)/go", 0o600)
            let host = try RunHost(stateDirectory: "\(disk)/state", shim: Night.shim, cgroupParent: nil)
            let outcome: Result<Void, any Error>
            do { outcome = .success(try await body(night, host, disk)) } catch { outcome = .failure(error) }
            await host.close()
            let unmount = try await night.host.start(night.request(["umount", "-l", disk], id: "unmount"))
            #expect(try await night.end(of: unmount).exitCode == 0)
            try outcome.get()
        }
    }

    private func fill(_ disk: String) throws {
        let file = open("\(disk)/filler", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        try #require(file >= 0)
        let block = [UInt8](repeating: 1, count: 4096)
        while Glibc.write(file, block, block.count) > 0 {}
        close(file)
    }

    @Test("the script never notices, and its result is kept")
    func full() async throws {
        try await withSmallDisk { night, host, disk in
            let run = try await host.start(night.request(["sh", "-c", "read x <\(night.base)/go; seq 100000; exit 4"]))
            _ = try await run.started()
            try fill(disk)
            try write("x\n", to: "\(night.base)/go")
            let result = try await night.end(of: run)
            #expect(result.cause == .exit && result.exitCode == 4)
            #expect(result.outputBytes == 588_895 && result.droppedBytes > 500_000)
            #expect(try RunResult(RunFile.fields("\(run.directory)/\(RunFile.result)")) == result)
        }
    }

    @Test("when there is room again output is kept again, and the gap between is said")
    func roomAgain() async throws {
        try await withSmallDisk { night, host, disk in
            // More than a pipe holds: when it is written, the shim has met the full disk.
            let script =
                "echo first; read x <\(night.base)/go; head -c 3000000 /dev/zero; read x <\(night.base)/here; read x <\(night.base)/on; echo kept"
            for name in ["here", "on"] { mkfifo("\(night.base)/\(name)", 0o600) }
            let run = try await host.start(night.request(["sh", "-c", script]) { $0.outputHalf = 4_000_000 })
            var reader = try LogReader(directory: run.directory)
            try await until { reader.total() == 6 }
            try fill(disk)
            try write("x\n", to: "\(night.base)/go")
            // Opens only when the script has come so far.
            try write("x\n", to: "\(night.base)/here")
            unlink("\(disk)/filler")
            try write("x\n", to: "\(night.base)/on")
            let result = try await night.end(of: run)
            #expect(result.outputBytes == 3_000_011 && result.droppedBytes > 1_000_000)
            #expect(reader.total() == result.outputBytes)
            var (position, skipped, bytes): (Int64, Int64, [UInt8]) = (0, 0, [])
            while position < result.outputBytes {
                let chunk = reader.read(from: position, limit: 100_000)
                if chunk.bytes.isEmpty { break }
                (position, skipped, bytes) = (chunk.next, skipped + chunk.skipped, bytes + chunk.bytes)
            }
            #expect(skipped == result.droppedBytes && bytes.starts(with: Array("first\n".utf8)))
            #expect(String(decoding: bytes.suffix(5), as: UTF8.self) == "kept\n")
        }
    }
}
