import Foundation
import Testing
import YobanCore
import YobanTestKit

@testable import YobanPostgres

/// A PostgreSQL of this test process alone, on a unix socket in a temporary folder. A machine without one fails the test.
///
/// A shell stands between: it ends the server and removes the folder as soon as this process is gone, however it went.
final class PrivateServer: Sendable {
    let folder: String
    let port: Int
    private let shell: Process
    /// Closed by the kernel when this process ends.
    private let lifeline: Pipe

    /// One for all tests that only use it; started by the first.
    static func shared() throws -> PrivateServer { try one.get() }
    private static let one = Result { try PrivateServer() }

    private static let programs = "/usr/lib/postgresql/15/bin"

    /// Starts a server of its own, for a test that breaks it.
    ///
    /// `preparation` is done by a shell in the server's folder before the start.
    init(settings: [String] = [], port: Int = 5432, preparation: String = "") throws {
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
    func crash() throws -> () throws -> Void {
        try say("again")
        return {
            try self.say("go")
            try self.awaitStart()
        }
    }

    /// The server's own process, and all that it started.
    func processes() throws -> [pid_t] {
        let pid = try #require(
            String(contentsOfFile: folder + "/data/postmaster.pid", encoding: .utf8).split(separator: "\n").first.flatMap { pid_t($0) })
        let children = try String(contentsOfFile: "/proc/\(pid)/task/\(pid)/children", encoding: .utf8)
        return [pid] + children.split(separator: " ").compactMap { pid_t($0) }
    }

    func stop() {
        // Nothing more to be said to a shell that is gone.
        try? lifeline.fileHandleForWriting.close()
        shell.waitUntilExit()
    }

    deinit { stop() }

    private func say(_ word: String) throws { try lifeline.fileHandleForWriting.write(contentsOf: Data("\(word)\n".utf8)) }

    private func awaitStart() throws {
        let end = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < end, shell.isRunning {
            let address = try ServerAddress(address())
            if let session = try? Session.connect(address, patience: Patience(whole: .seconds(2))) {
                _ = session
                return
            }
            // Between two looks whether it listens.
            usleep(20_000)
        }
        let log = try? String(contentsOfFile: folder + "/initdb.log", encoding: .utf8)
        throw NoServer(reason: "PostgreSQL 15 did not start (apt-get install postgresql): \(log ?? "")")
    }

    func address(_ database: String = "postgres", user: String = "postgres", _ query: String = "") -> String {
        "postgres://\(user)@/\(database)?host=\(folder)&port=\(port)" + (query.isEmpty ? "" : "&" + query)
    }

    /// Another program's connection: no settings of ours.
    func session(_ database: String = "postgres", user: String = "postgres", schema: String? = nil) throws -> Session {
        let address = try ServerAddress(address(database, user: user, schema.map { "schema=" + $0 } ?? ""))
        let session = try Session.connect(address, patience: Patience(whole: .seconds(30)))
        session.deadline = nil
        try session.execute("RESET enable_seqscan; RESET enable_bitmapscan; RESET plan_cache_mode; RESET statement_timeout")
        return session
    }
}

struct NoServer: Error {
    let reason: String
}

/// A schema of one test on the shared server, removed at its end.
final class Scratch: Sendable {
    let server: PrivateServer
    let schema = "test_" + UUID().uuidString.lowercased().replacing("-", with: "").prefix(12)

    init(_ server: PrivateServer? = nil) throws {
        self.server = try server ?? .shared()
        try self.server.session().execute("CREATE SCHEMA \(schema)")
    }

    deinit {
        // A server that a test broke keeps it.
        _ = try? server.session().execute("DROP SCHEMA \(schema) CASCADE")
    }

    var address: String { server.address("postgres", "schema=\(schema)") }

    /// Makes the tables.
    func migrated() async throws -> Scratch {
        _ = try await PostgresStore.migrate(address, dryRun: false)
        return self
    }

    func open(connections: Int = 3, patience: Duration = .seconds(6)) async throws -> PostgresStore {
        try await PostgresStore.open(address, connections: connections, patience: patience)
    }

    func foreign() throws -> SeedProgram { try SeedProgram(server, schema: String(schema)) }
}

/// Another program at the same tables: SQL on the seed's columns.
actor SeedProgram: ForeignWriter {
    private let session: Session

    init(_ server: PrivateServer, schema: String) throws { session = try server.session(schema: schema) }

    func insert(name: String, script: String, priority: Int) throws -> JobID {
        let statement = Statement(
            "INSERT INTO batch_job_queue (job_name, script_path, status, priority) VALUES (:name, :script, 'pending', :priority) RETURNING id"
        )
        return try #require(try session.run(statement, ["name": name, "script": script, "priority": priority]).ids.first)
    }

    func setProgress(_ id: JobID, message: String?, percentage: Int?) throws {
        try session.run(
            Statement("UPDATE batch_job_queue SET progress_message = :message, progress_percentage = :percentage WHERE id = :id"),
            ["message": message, "percentage": percentage, "id": id])
    }

    func setStopRequested(_ id: JobID, _ requested: Bool) throws {
        try session.run(
            Statement("UPDATE batch_job_queue SET stop_requested = :requested WHERE id = :id"), ["requested": requested, "id": id])
    }

    func setConcurrency(_ id: JobID, key: String?, limit: Int?) throws {
        try session.run(
            Statement("UPDATE batch_job_queue SET concurrency_key = :key, concurrency_limit = :limit WHERE id = :id"),
            ["key": key, "limit": limit, "id": id])
    }

    func setStatus(_ id: JobID, _ status: JobStatus) throws {
        try session.run(Statement("UPDATE batch_job_queue SET status = :status WHERE id = :id"), ["status": status.rawValue, "id": id])
    }

    func delete(_ id: JobID) throws { try session.run(Statement("DELETE FROM batch_job_queue WHERE id = :id"), ["id": id]) }

    @discardableResult
    func execute(_ sql: String) throws -> [String?] { try session.execute(sql).map { $0.text() } }
}
