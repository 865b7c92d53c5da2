import Foundation
package import Glibc
import Testing

/// A PostgreSQL of this test process alone, on a unix socket in a temporary folder. A machine without one fails the test.
///
/// A shell stands between: it ends the server and removes the folder as soon as this process is gone, however it went.
package final class PrivatePostgres: Sendable {
    package let folder: String
    package let port: Int
    private let shell: Process
    /// Closed by the kernel when this process ends.
    private let lifeline: Pipe

    /// One for all tests that only use it; started by the first.
    package static func shared() throws -> PrivatePostgres { try one.get() }
    private static let one = Result { try PrivatePostgres() }

    private static let programs = "/usr/lib/postgresql/15/bin"

    /// Starts a server of its own, for a test that breaks it.
    ///
    /// `preparation` is done by a shell in the server's folder before the start.
    package init(settings: [String] = [], port: Int = 5432, preparation: String = "") throws {
        self.port = port
        folder = "/tmp/yoban-pg-" + UUID().uuidString.prefix(8)
        let script = """
            set -e
            umask 077
            mkdir "$1"
            as=
            if [ "$(id -u)" = 0 ]; then
                chown postgres: "$1"
                as="setpriv --reuid postgres --regid postgres --init-groups"
            fi
            cd "$1"
            $as "$2/initdb" -D data -U postgres --auth trust --encoding UTF8 --locale C.UTF-8 --no-sync >initdb.log 2>&1
            printf 'local all locked scram-sha-256\\nlocal all all trust\\nlocal replication all trust\\nhostssl all locked samehost scram-sha-256\\n' >data/pg_hba.conf
            eval "$4"
            cat >>data/postgresql.conf <<END
            listen_addresses = ''
            unix_socket_directories = '$1'
            port = $5
            fsync = off
            max_connections = 800
            shared_buffers = 64MB
            timezone = 'Asia/Tokyo'
            $3
            END
            while :; do
                $as "$2/postgres" -D data >>server.log 2>&1 &
                server=$!
                echo "$server"
                read word || word=end
                kill -QUIT "$server" 2>/dev/null || :
                kill -CONT "$server" 2>/dev/null || :
                wait "$server" || :
                [ "$word" = again ] || break
                read wait || break
            done
            cd /
            rm -rf "$1"
            """
        lifeline = Pipe()
        let output = Pipe()
        shell = Process()
        shell.executableURL = URL(filePath: "/bin/sh")
        shell.arguments = ["-c", script, "sh", folder, Self.programs, settings.joined(separator: "\n"), preparation, String(port)]
        shell.standardInput = lifeline
        shell.standardOutput = output
        self.output = output
        try shell.run()
        try awaitStart()
    }

    private let output: Pipe

    /// Ends the server as a crash would, and starts it again when `go` is called.
    package func crash() throws -> () throws -> Void {
        try say("again")
        return {
            try self.say("go")
            try self.awaitStart()
        }
    }

    /// The server's own process, and all that it started.
    package func processes() throws -> [pid_t] {
        let pid = try #require(
            String(contentsOfFile: folder + "/data/postmaster.pid", encoding: .utf8).split(separator: "\n").first.flatMap { pid_t($0) })
        let children = try String(contentsOfFile: "/proc/\(pid)/task/\(pid)/children", encoding: .utf8)
        return [pid] + children.split(separator: " ").compactMap { pid_t($0) }
    }

    package func stop() {
        // Nothing more to be said to a shell that is gone.
        try? lifeline.fileHandleForWriting.close()
        shell.waitUntilExit()
    }

    deinit { stop() }

    private func say(_ word: String) throws { try lifeline.fileHandleForWriting.write(contentsOf: Data("\(word)\n".utf8)) }

    private func awaitStart() throws {
        let end = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < end, shell.isRunning {
            let look = Process()
            look.executableURL = URL(filePath: Self.programs + "/pg_isready")
            look.arguments = ["-q", "-h", folder, "-p", String(port)]
            try look.run()
            look.waitUntilExit()
            if look.terminationStatus == 0 { return }
            // Between two looks whether it listens.
            usleep(20_000)
        }
        let log = try? String(contentsOfFile: folder + "/initdb.log", encoding: .utf8)
        throw ServerDidNotStart(log: "PostgreSQL 15 (apt-get install postgresql): \(log ?? "")")
    }

    package func address(_ database: String = "postgres", user: String = "postgres", _ query: String = "") -> String {
        "postgres://\(user)@/\(database)?host=\(folder)&port=\(port)" + (query.isEmpty ? "" : "&" + query)
    }
}
