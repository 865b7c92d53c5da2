import CLinux
import Glibc
import Testing
import YobanExecution
import YobanRunFormat

/// A state directory and its host, gone at the end of the test together with every process that the test started.
final class Night: Sendable {
    let base: String
    let state: String
    /// Of the test's run, where it has one only. As in the product, no other run on the machine has it.
    let id = "1-1-\(String(UInt64.random(in: 0 ... .max), radix: 16))"
    let host: RunHost

    /// The real shim, as it is installed beside the running program.
    static var shim: String { get throws { try RunHost.installedShim() } }

    init(cgroup: Bool = false, stateName: String = "state") throws {
        var template = Array("/tmp/yoban-execution-XXXXXX".utf8CString)
        let made = try #require(mkdtemp(&template))
        base = String(cString: made)
        chmod(base, 0o755)
        state = "\(base)/\(stateName)"
        host = try RunHost(stateDirectory: state, shim: Self.shim, cgroupParent: cgroup ? RunHost.cgroupParent() : nil)
    }

    /// Another worker on the same state, after `host` was closed or its process killed.
    func successor(cgroup: Bool = false) throws -> RunHost {
        try RunHost(stateDirectory: state, shim: Self.shim, cgroupParent: cgroup ? RunHost.cgroupParent() : nil)
    }

    func request(_ argv: [String], id: String? = nil, set: (inout RunRequest) -> Void = { _ in }) -> RunRequest {
        var request = RunRequest(
            id: id ?? self.id, argv: argv, environment: [("PATH", "/usr/bin:/bin"), ("YOBAN_TEST", base)], workingDirectory: base)
        request.grace = .milliseconds(300)
        request.timeout = .seconds(50)
        set(&request)
        return request
    }

    /// Runs something to its end.
    func run(_ argv: [String], set: (inout RunRequest) -> Void = { _ in }) async throws -> RunResult {
        try await end(of: host.start(request(argv, set: set)))
    }

    func shell(_ script: String, set: (inout RunRequest) -> Void = { _ in }) async throws -> RunResult {
        try await run(["sh", "-c", script], set: set)
    }

    func end(of run: Run) async throws -> RunResult {
        guard case .ended(let result) = try await run.ended() else {
            Issue.record("the shim was lost")
            throw CancellationError()
        }
        return result
    }

    func output(_ id: String? = nil) throws -> String { String(decoding: try chunk(id).bytes, as: UTF8.self) }

    func chunk(_ id: String? = nil) throws -> LogChunk {
        var reader = try LogReader(directory: host.runDirectory(for: id ?? self.id))
        return reader.read(from: 0, limit: 1 << 20)
    }

    /// Processes that carry this test's mark, found by reading every environment: the code under test has no say in it.
    var processes: [Int32] {
        let mark = Array("YOBAN_TEST=\(base)".utf8)
        return pids().filter { pid in
            guard let environment = try? RunFile.read("/proc/\(pid)/environ"), let stat = try? RunFile.read("/proc/\(pid)/stat") else {
                return false
            }
            let isZombie = String(decoding: stat, as: UTF8.self).contains(") Z")
            return !isZombie && environment.split(separator: 0).contains { $0.elementsEqual(mark) }
        }
    }

    /// Expects that nothing is left, and cleans up whatever the truth is.
    func finish() async {
        await host.close()
        let left = processes
        #expect(left.isEmpty, "processes left")
        for pid in left { kill(pid, SIGKILL) }
        TreeRemoval.remove(base)
    }

    private func pids() -> [Int32] {
        guard let directory = opendir("/proc") else { return [] }
        defer { closedir(directory) }
        var found: [Int32] = []
        while let entry = readdir(directory) {
            let pid = withUnsafeBytes(of: &entry.pointee.d_name) { atoi($0.bindMemory(to: CChar.self).baseAddress!) }
            if pid > 0 { found.append(pid) }
        }
        return found
    }
}

/// A test's body between the making of a night and its end.
func withNight(cgroup: Bool = false, stateName: String = "state", _ body: (Night) async throws -> Void) async throws {
    let night = try Night(cgroup: cgroup, stateName: stateName)
    do {
        try await body(night)
    } catch {
        await night.finish()
        throw error
    }
    await night.finish()
}

/// Whether runs can have a cgroup of their own here; where they can't, there is only one mode to test.
let modes: [Bool] = RunHost.cgroupParent() == nil ? [false] : [false, true]

/// Waits until something is so; the time limit of the suite is the only end.
func until(_ isSo: () async throws -> Bool) async throws {
    // Between two looks at the fact.
    while try await !isSo() { try await Task.sleep(for: .milliseconds(5)) }
}

func write(_ text: String, to path: String, mode: mode_t = 0o644) throws {
    var file: Int32 = -1
    // A named pipe whose reader has died would hold the thread for ever: ten seconds, then the test has failed.
    for _ in 0..<2000 {
        file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NONBLOCK, mode)
        guard file < 0, errno == ENXIO else { break }
        // Between two looks for the reader.
        usleep(5000)
    }
    try #require(file >= 0)
    _ = Array(text.utf8).withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
    fchmod(file, mode)
    close(file)
}

func elapsed(_ body: () async throws -> Void) async rethrows -> Duration { try await ContinuousClock().measure(body) }

/// Something came out that leaves the test nothing to go on with.
struct Unexpected: Error {
    let what: String
    init(_ what: String) { self.what = what }
}
