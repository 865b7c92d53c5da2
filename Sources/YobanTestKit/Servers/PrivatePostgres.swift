import Foundation
package import Glibc
import Testing

/// A PostgreSQL of this test process alone, on a unix socket in a temporary folder. A machine without one fails the test.
///
/// A shell stands between: it ends the server and removes the folder as soon as this process is gone, however it went.
package final class PrivatePostgres: Sendable {
    package let folder: String
    package let port: Int
    /// Its input is closed by the kernel when this process ends.
    private let shell: Child

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
            trap '' PIPE
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
                until "$2/pg_isready" -q -h "$1" -p "$5" || ! kill -0 "$server" 2>/dev/null; do sleep 0.02; done
                ! kill -0 "$server" || echo ready || :
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
        shell = try Child(
            ["sh", "-c", script, "sh", folder, Self.programs, settings.joined(separator: "\n"), preparation, String(port)], hasInput: true,
            output: .taken)
        try awaitStart()
    }

    /// Ends the server as a crash would, and starts it again when `go` is called.
    package func crash() throws -> () throws -> Void {
        shell.write("again\n")
        return {
            self.shell.write("go\n")
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
        shell.closeInput()
        shell.wait()
    }

    deinit { stop() }

    private func awaitStart() throws {
        if shell.line() == "ready\n" { return }
        let log = try? String(contentsOfFile: folder + "/initdb.log", encoding: .utf8)
        throw ServerDidNotStart(log: "PostgreSQL 15 (apt-get install postgresql): \(log ?? "")")
    }

    package func address(_ database: String = "postgres", user: String = "postgres", _ query: String = "") -> String {
        "postgres://\(user)@/\(database)?host=\(folder)&port=\(port)" + (query.isEmpty ? "" : "&" + query)
    }
}
