import Foundation
import Testing
import YobanTestKit

/// A private database server on a port of 127.0.0.1, with its files in a temporary folder. It ends with this process, however that ends.
///
/// It has no TLS. The administrator needs no password; the user `locked` has the password `right`.
final class DatabaseServer: Sendable {
    enum Kind: String, CaseIterable, Sendable, CustomTestStringConvertible {
        case mariadb, postgres
        var testDescription: String { rawValue }
    }

    let kind: Kind
    let port: Int
    private let folder: String
    private let process: Child

    /// One for all tests that disturb nobody.
    static func shared(_ kind: Kind) async throws -> DatabaseServer {
        switch kind {
        case .mariadb: try await mariadb.value
        case .postgres: try await postgres.value
        }
    }
    // One start for all who wait for it.
    private static let mariadb = Task.detached { try await start(.mariadb, port: freePort()) }
    private static let postgres = Task.detached { try await start(.postgres, port: freePort()) }

    /// Returns when it takes connections.
    static func start(_ kind: Kind, port: Int) async throws -> DatabaseServer {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try DatabaseServer(kind, port: port) }) }
        }
    }

    /// A port that was free just now.
    static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let failure = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) + getsockname(descriptor, $0, &size) }
        }
        try #require(failure == 0)
        return Int(UInt16(bigEndian: address.sin_port))
    }

    private init(_ kind: Kind, port: Int) throws {
        self.kind = kind
        self.port = port
        folder = FileManager.default.temporaryDirectory.path + "/yoban-db-\(UUID().uuidString.prefix(8))"
        let server = try Child(["/usr/bin/python3", "-c", Self.script, kind.rawValue, folder, "\(port)"], hasInput: true, output: .taken)
        process = server
        let said = server.line()
        guard said == "ready\n" else {
            server.closeInput()
            throw ServerDidNotStart(kind: kind, log: said + server.rest())
        }
    }

    /// The address of a new, empty database.
    func makeDatabase() throws -> Database {
        let name = "y" + UUID().uuidString.lowercased().filter { $0 != "-" }.prefix(16)
        try sql("CREATE DATABASE \(name)\(kind == .mariadb ? " CHARACTER SET utf8mb4" : "")", in: kind == .mariadb ? "mysql" : "postgres")
        return Database(server: self, name: String(name))
    }

    /// Runs SQL as another program would; returns the cells, separated by tabs.
    @discardableResult
    func sql(_ text: String, in database: String) throws -> String {
        let client =
            kind == .mariadb
            ? [
                "mariadb", "--no-defaults", "-N", "-B", "-h", "127.0.0.1", "-P", "\(port)", "-u", "root", "--skip-ssl", database, "-e",
                text,
            ]
            : [
                "psql", "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", "\(port)", "-U", "postgres",
                "-d", database, "-c", text,
            ]
        let (status, said) = try Child.run(client)
        try #require(status == .exit(0), "\(said)")
        return said
    }

    /// Makes the files, starts the server, says `ready`, and ends all when the other end of its input goes.
    private static let script = """
        import os, shutil, signal, subprocess, sys, time
        kind, folder, port = sys.argv[1:]
        os.mkdir(folder, 0o755)
        log = open(folder + '/log', 'ab')
        root = os.getuid() == 0
        def run(*argv, **more): return subprocess.run(argv, stdout=log, stderr=log, stdin=subprocess.DEVNULL, **more).returncode == 0
        if kind == 'mariadb':
            if root: shutil.chown(folder, 'mysql')
            common = ['--no-defaults', '--datadir=' + folder + '/data', '--tmpdir=' + folder] + (['--user=mysql'] if root else [])
            run('mariadb-install-db', *common, '--auth-root-authentication-method=normal', '--skip-test-db', '--innodb-log-file-size=16M')
            open(folder + '/init', 'w').write("CREATE USER locked@'127.0.0.1' IDENTIFIED BY 'right';\\nGRANT ALL ON *.* TO locked@'127.0.0.1';\\n")
            os.chmod(folder + '/init', 0o644)
            argv = ['mariadbd', *common, '--socket=' + folder + '/s', '--pid-file=' + folder + '/pid', '--port=' + port, '--bind-address=127.0.0.1', '--skip-ssl', '--skip-name-resolve', '--innodb-log-file-size=16M', '--init-file=' + folder + '/init']
            probe = ['mariadb', '--no-defaults', '-h', '127.0.0.1', '-P', port, '-u', 'root', '--skip-ssl', '-e', 'SELECT 1']
        else:
            bin = '/usr/lib/postgresql/15/bin/'
            switch = ['setpriv', '--reuid', 'postgres', '--regid', 'postgres', '--init-groups'] if root else []
            if root: shutil.chown(folder, 'postgres')
            run(*switch, bin + 'initdb', '-D', folder + '/data', '-U', 'postgres', '--auth', 'trust', '--encoding', 'UTF8', '--locale', 'C.UTF-8', '--no-sync')
            open(folder + '/data/pg_hba.conf', 'w').write('host all locked 127.0.0.1/32 scram-sha-256\\nhost all all 127.0.0.1/32 trust\\n')
            argv = switch + [bin + 'postgres', '-D', folder + '/data', '-c', 'listen_addresses=127.0.0.1', '-c', 'port=' + port, '-c', 'unix_socket_directories=', '-c', 'fsync=off']
            probe = ['psql', '-X', '-h', '127.0.0.1', '-p', port, '-U', 'postgres', '-c', "CREATE ROLE locked LOGIN SUPERUSER PASSWORD 'right'"]
        server = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        limit = time.time() + 60
        while not run(*probe) and server.poll() is None and time.time() < limit: time.sleep(0.05)
        try: print('ready' if server.poll() is None else open(folder + '/log', errors='replace').read()[-2000:], flush=True)
        except OSError: pass  # Nobody waits any more.
        sys.stdin.read()
        if server.poll() is None: server.send_signal(signal.SIGQUIT if kind == 'postgres' else signal.SIGKILL)
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)
        """
}

struct ServerDidNotStart: Error {
    let kind: DatabaseServer.Kind
    let log: String
}

/// An empty database on a server that others use too.
struct Database: Sendable {
    let server: DatabaseServer
    let name: String

    /// As the administrator, who needs no password.
    var address: String { address(user: server.kind == .mariadb ? "root" : "postgres") }

    func address(user: String, host: String = "127.0.0.1", database: String? = nil, options: String = "") -> String {
        let scheme = server.kind == .mariadb ? "mysql" : "postgres"
        return "\(scheme)://\(user)@\(host):\(server.port)/\(database ?? name)\(options)"
    }

    @discardableResult
    func sql(_ text: String) throws -> String { try server.sql(text, in: name) }
}
