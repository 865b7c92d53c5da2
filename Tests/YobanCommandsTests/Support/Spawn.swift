import Dispatch
import Foundation

/// A program that has ended.
struct Ran: Sendable {
    /// The exit code; 128 + n when signal n ended it.
    let status: Int32
    let out: String
    let err: String
    let seconds: Double

    var lines: [String] { out.split(separator: "\n").map(String.init) }
}

/// A program that runs, in its own session, with its outputs in files: what it leaves behind holds no pipe of ours.
final class Spawned: Sendable {
    let pid: pid_t
    let outFile: String
    let errFile: String
    private let start = ContinuousClock.now

    init(_ arguments: [String], in folder: String, environment: [String: String], log: String) throws {
        outFile = log + ".out"
        errFile = log + ".err"
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        for (fd, file) in [(1, outFile), (2, errFile)] {
            posix_spawn_file_actions_addopen(&actions, Int32(fd), file, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | 0x80))
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var all = sigset_t()
        sigemptyset(&all)
        for signal in [SIGINT, SIGTERM, SIGPIPE, SIGHUP] { sigaddset(&all, signal) }
        posix_spawnattr_setsigdefault(&attributes, &all)
        // The call that sets the folder of a spawned process is not imported; `env` becomes the program.
        let arguments = ["/usr/bin/env", "-C", folder] + arguments
        let argv = arguments.map { strdup($0) } + [nil]
        let envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in argv + envp { free(text) } }
        var pid: pid_t = 0
        let failure = posix_spawnp(&pid, arguments[0], &actions, &attributes, argv, envp)
        guard failure == 0 else { throw POSIXError(POSIXErrorCode(rawValue: failure) ?? .EIO) }
        self.pid = pid
    }

    func signal(_ number: Int32) { kill(pid, number) }

    var out: String { String(decoding: FileManager.default.contents(atPath: outFile) ?? Data(), as: UTF8.self) }
    var err: String { String(decoding: FileManager.default.contents(atPath: errFile) ?? Data(), as: UTF8.self) }

    /// Waits for the end, at most a minute; then it is killed, and its status is 137. Called once.
    func ended() async -> Ran {
        let start = start
        let pid = pid
        let status = await withCheckedContinuation { continuation in
            // A thread of its own: the pools are small, and a hundred programs may be waited for.
            Thread.detachNewThread {
                var status: Int32 = 0
                while waitpid(pid, &status, WNOHANG) == 0 {
                    if ContinuousClock.now - start > .seconds(60) { kill(pid, SIGKILL) }
                    // Between two looks at the fact.
                    usleep(2000)
                }
                continuation.resume(returning: status)
            }
        }
        let took = ContinuousClock.now - start
        let code = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
        return Ran(
            status: code, out: out, err: err,
            seconds: Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18)
    }
}

/// Waits also in a task that has been cancelled.
func pause(_ duration: DispatchTimeInterval) async {
    await withCheckedContinuation { continuation in
        DispatchQueue.global().asyncAfter(deadline: .now() + duration) { continuation.resume() }
    }
}

/// Waits until something is true, at most two minutes.
func eventually(_ isTrue: () async throws -> Bool) async throws -> Bool {
    let limit = ContinuousClock.now + .seconds(120)
    while ContinuousClock.now < limit {
        if try await isTrue() { return true }
        // Between two looks at the fact.
        try await Task.sleep(for: .milliseconds(20))
    }
    return false
}
