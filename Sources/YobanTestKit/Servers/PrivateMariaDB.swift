import Foundation
import Glibc
import Synchronization
import Testing

/// A private MariaDB: its own folder, a socket there, no network unless asked for. Ends with this process, however that ends.
package final class PrivateMariaDB: Sendable {
    /// One for all tests that disturb nobody.
    package static let shared = Shared()

    package final class Shared: Sendable {
        // One start for all who wait for it.
        private let start = Task.detached { try await offPool { try PrivateMariaDB([], template: nil) } }
        package var server: PrivateMariaDB { get async throws { try await start.value } }
    }

    /// One that its test may disturb.
    package static func own(_ options: [String] = []) async throws -> PrivateMariaDB {
        let template = try await shared.server.template
        return try await offPool { try PrivateMariaDB(options, template: template) }
    }

    /// The files of a server that was never started.
    private var template: String { folder + "/template" }
    package let folder: String
    /// Where it listens. Its administrator is `root`, without a password.
    package var socket: String { folder + "/s" }
    private let options: [String]
    private let watcher = Mutex<Child?>(nil)

    /// Makes the folder and starts the server; returns when it takes connections. Throws, and so fails the test, where there is none.
    private init(_ options: [String], template: String?) throws {
        folder = NSTemporaryDirectory() + "yoban-my-" + UUID().uuidString.prefix(8)
        self.options = options
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        if getuid() == 0 { try Self.run("chown", ["mysql", folder]) }
        let tablespace = options.filter { $0.hasPrefix("--innodb") }
        if let template, tablespace.isEmpty {
            try Self.run("cp", ["-a", template, folder + "/data"])
        } else {
            // A server removes what it takes for its own remains from the folder for temporary files: each has one of its own.
            let install = ["--no-defaults", "--datadir=\(folder)/data", "--tmpdir=\(folder)", "--auth-root-authentication-method=normal"]
            try Self.run(
                "mariadb-install-db", install + Self.user + ["--skip-test-db", "--skip-log-bin", "--innodb-log-file-size=16M"] + tablespace)
            if template == nil { try Self.run("cp", ["-a", folder + "/data", self.template]) }
        }
        try start()
    }

    deinit {
        kill()
        // Nothing to be done about what can't be removed.
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Starts it again after `kill`.
    package func start() throws {
        let server = try Child(
            [
                "/usr/bin/python3", "-c", Self.watcher, folder, "mariadbd", "--no-defaults", "--datadir=\(folder)/data",
                "--socket=\(socket)",
                "--pid-file=\(folder)/pid", "--innodb-log-file-size=16M", "--innodb-buffer-pool-size=256M", "--max-connections=1500",
                "--skip-log-bin", "--tmpdir=\(folder)", "--default-time-zone=+09:00",
            ] + (options.contains { $0.hasPrefix("--port") } ? [] : ["--skip-networking"]) + Self.user + options, hasInput: true)
        watcher.withLock { $0 = server }
        let end = ContinuousClock.now + .seconds(60)
        while true {
            if greets { return }
            guard ContinuousClock.now < end, server.isRunning else {
                throw ServerDidNotStart(log: (try? String(contentsOfFile: folder + "/log", encoding: .utf8)) ?? "")
            }
            // Between two looks at the fact.
            usleep(50_000)
        }
    }

    /// Whether it takes connections: it speaks first, with its version and not with an error.
    private var greets: Bool {
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: socket.utf8.prefix(107)) }
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        guard connected == 0 else { return false }
        var greeting = [UInt8](repeating: 0, count: 64)
        return read(descriptor, &greeting, greeting.count) > 5 && greeting[4] == 10
    }

    /// Ends it as a power cut would.
    package func kill() {
        let process = watcher.withLock { watcher in
            defer { watcher = nil }
            return watcher
        }
        guard let process else { return }
        // Closing would remove the folder, in which it may be started again.
        process.write("keep\n")
        process.wait()
    }

    /// Stops the server where it is, until `thaw`.
    package func freeze() async throws { try await YobanTestKit.freeze([pid]) }

    /// Lets it go on.
    package func thaw() throws { YobanTestKit.thaw([try pid]) }

    private var pid: pid_t {
        get throws {
            let text = try String(contentsOfFile: folder + "/watched", encoding: .utf8)
            return try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        }
    }

    /// Reads from this process until it ends, also by a signal; then the server goes, and its folder too unless it is to be kept.
    private static let watcher = """
        from os import killpg
        from shutil import rmtree
        from signal import SIGKILL
        from subprocess import DEVNULL, Popen
        from sys import argv, stdin
        folder = argv[1]
        log = open(folder + '/log', 'ab')
        server = Popen(argv[2:], stdin=DEVNULL, stdout=log, stderr=log, start_new_session=True)
        open(folder + '/watched', 'w').write(str(server.pid))
        line = stdin.readline()
        killpg(server.pid, SIGKILL)
        server.wait()
        if line != 'keep\\n':
            rmtree(folder, ignore_errors=True)
        """

    private static let user = getuid() == 0 ? ["--user=mysql"] : []

    private static func run(_ program: String, _ arguments: [String]) throws {
        let (status, said) = try Child.run([program] + arguments)
        guard status == .exit(0) else { throw ServerDidNotStart(log: said) }
    }
}

package struct ServerDidNotStart: Error {
    package let log: String
}

/// Runs what blocks away from the cooperative pool.
package func offPool<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
    }
}
