import Foundation
package import Glibc
import Synchronization

/// Another program that a test runs.
///
/// Not `Foundation.Process`, which waits until a socket of its own is closed: a child that was started at the same moment inherits it, and a
/// server that lives as long as the tests do then holds up whoever waits for a program that has long ended.
package final class Child: Sendable {
    /// What is done with what it writes. Errors go to this process's unless they are taken too.
    package enum Output: Sendable { case dropped, taken, takenWithErrors }

    package enum Status: Sendable, Equatable {
        case exit(Int32), signal(Int32)
        /// Somebody else in this process waited for it.
        case unknown
    }

    package struct Failure: Error {
        package let program: String
        package let errno: Int32
    }

    package let pid: pid_t
    private let ended = Mutex<Status?>(nil)
    /// The ends of this process; nil when closed, or never there.
    private let input = Mutex<Int32?>(nil)
    private let output: Int32?

    /// Starts it, with no signal blocked or ignored. Its program is looked for in `PATH`.
    ///
    /// - Parameters:
    ///   - hasInput: Whether ``write(_:)`` and ``closeInput()`` reach it. Its input ends, too, when this process does.
    ///   - environment: Nil for this process's own.
    package init(
        _ program: [String], hasInput: Bool = false, output: Output = .dropped, environment: [String: String]? = nil
    ) throws {
        let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { close(nothing) }
        let inputs = hasInput ? try Self.pair() : nil
        let outputs = output == .dropped ? nil : try Self.pair()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, inputs?.child ?? nothing, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, outputs?.child ?? nothing, STDOUT_FILENO)
        // Nothing else that this process has open: a port would stay taken, a pipe would not end.
        for name in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            if let open = Int32(name), open > STDERR_FILENO { posix_spawn_file_actions_addclose(&actions, open) }
        }
        if output == .takenWithErrors { posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO) }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        // A group of its own: Ctrl-C is not for it, but for this process, at whose end its input ends.
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))

        let words = program.map { strdup($0) } + [nil]
        let variables = (environment ?? ProcessInfo.processInfo.environment).map { strdup("\($0)=\($1)") } + [nil]
        defer { for word in words + variables { free(word) } }
        var pid: pid_t = 0
        let failure = posix_spawnp(&pid, program[0], &actions, &attributes, words, variables)
        for end in [inputs?.child, outputs?.child] { if let end { close(end) } }
        guard failure == 0 else {
            for end in [inputs?.own, outputs?.own] { if let end { close(end) } }
            throw Failure(program: program[0], errno: failure)
        }
        self.pid = pid
        self.output = outputs?.own
        input.withLock { $0 = inputs?.own }
    }

    deinit {
        closeInput()
        if let output { close(output) }
        _ = poll()
    }

    /// Two ends of which no other child gets any.
    private static func pair() throws -> (own: Int32, child: Int32) {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw Failure(program: "socketpair", errno: errno)
        }
        return (ends[0], ends[1])
    }

    /// Runs one to its end and gives back what it wrote, errors too.
    package static func run(_ program: [String], environment: [String: String]? = nil) throws -> (status: Status, output: String) {
        let child = try Child(program, output: .takenWithErrors, environment: environment)
        let said = child.rest()
        return (child.wait(), said)
    }

    /// To its input. A child that has closed it, or is gone, gets nothing.
    package func write(_ text: String) {
        guard let input = input.withLock({ $0 }) else { return }
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let sent = bytes.withUnsafeBytes { send(input, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if sent < 0, errno == EINTR { continue }
            guard sent > 0 else { return }
            bytes = bytes.dropFirst(sent)
        }
    }

    package func closeInput() {
        input.withLock { input in
            if let open = input { close(open) }
            input = nil
        }
    }

    /// What it writes up to the end of a line, or of all. Blocks.
    package func line() -> String {
        var line: [UInt8] = []
        while line.last != UInt8(ascii: "\n"), case let byte = some(most: 1), !byte.isEmpty { line += byte }
        return String(decoding: line, as: UTF8.self)
    }

    /// All that it still writes. Blocks until nobody can write any more.
    package func rest() -> String {
        var all: [UInt8] = []
        while case let more = some(most: 65536), !more.isEmpty { all += more }
        return String(decoding: all, as: UTF8.self)
    }

    /// Nothing at the end.
    private func some(most: Int) -> [UInt8] {
        guard let output else { return [] }
        return [UInt8](unsafeUninitializedCapacity: most) { bytes, count in
            repeat { count = read(output, bytes.baseAddress, most) } while count < 0 && errno == EINTR
            count = max(count, 0)
        }
    }

    package var isRunning: Bool { poll() == nil }

    /// Nil while it runs.
    package func poll() -> Status? {
        ended.withLock { ended in
            if ended == nil {
                var word: Int32 = 0
                switch waitpid(pid, &word, WNOHANG) {
                case pid: ended = word & 0x7f == 0 ? .exit(word >> 8 & 0xff) : .signal(word & 0x7f)
                case -1: ended = .unknown
                default: break
                }
            }
            return ended
        }
    }

    /// Blocks until it has ended.
    @discardableResult
    package func wait() -> Status {
        while true {
            if let status = poll() { return status }
            var information = siginfo_t()
            // Not taken here, where nobody else could be told of it.
            _ = waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT)
        }
    }
}
