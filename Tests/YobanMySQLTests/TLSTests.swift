import Foundation
import Testing
import YobanCore
import YobanRows
import YobanTestKit

@testable import YobanMySQL

@Suite("Encryption", .timeLimit(.minutes(10)))
struct TLSTests {
    @Test("the server's certificate is checked against the authority that is named; what can't be checked is refused, and says so")
    func verified() async throws {
        let folder = NSTemporaryDirectory() + "yoban-tls-" + UUID().uuidString.prefix(8)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for name in ["server", "other"] {
            try openssl([
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
                "subjectAltName=DNS:localhost", "-keyout", "\(folder)/\(name).key", "-out", "\(folder)/\(name).pem",
            ])
        }
        for path in [folder, "\(folder)/server.key"] { chmod(path, 0o755) }
        let port = try freePorts(1)[0]
        let server = try await PrivateMariaDB.own([
            "--port=\(port)", "--bind-address=127.0.0.1", "--ssl-cert=\(folder)/server.pem", "--ssl-key=\(folder)/server.key",
        ])
        let database = try TestDatabase(server)
        _ = try await MySQLStore.migrate(database.address(), dryRun: false)
        let url = "mysql://root@localhost:\(port)/\(database.name)"
        let cipher: Query = "SELECT variable_value FROM information_schema.session_status WHERE variable_name = 'SSL_CIPHER'"
        for (options, isEncrypted) in [("?tls=verify&ca=\(folder)/server.pem", true), ("?tls=require", true), ("?tls=off", false)] {
            let store = try await MySQLStore.open(MySQLAddress(parsing: url + options))
            let name = try await store.perform(.look) { try $0.row(cipher) { $0.text() ?? "" } ?? "" }
            #expect(name.isEmpty != isEncrypted, "\(options): \(name)")
        }
        for options in ["?tls=verify&ca=\(folder)/other.pem", "?tls=verify"] {
            let error = try await failure { _ = try await MySQLStore.open(MySQLAddress(parsing: url + options)) }
            #expect(error.code == .unreachable && error.text.en.contains("TLS"), "\(options): \(error.text.en)")
        }
        // The name in the certificate has to be the one that was asked for.
        let byNumber = "mysql://root@127.0.0.1:\(port)/\(database.name)?tls=verify&ca=\(folder)/server.pem"
        #expect(try await failure { _ = try await MySQLStore.open(MySQLAddress(parsing: byNumber)) }.text.en.contains("TLS"))
        try await offPool { server.kill() }
    }

    @Test("a server without TLS is refused when the connection must be safe")
    func missing() async throws {
        let port = try freePorts(1)[0]
        let server = try await PrivateMariaDB.own(["--port=\(port)", "--bind-address=127.0.0.1", "--skip-ssl"])
        for encryption in ["verify", "require"] {
            let url = "mysql://root@localhost:\(port)/mysql?tls=\(encryption)"
            let error = try await failure { _ = try await MySQLStore.open(MySQLAddress(parsing: url)) }
            #expect(error.code == .unreachable && error.text.en.contains("tls=off"), "\(error.text.en)")
        }
        try await offPool { server.kill() }
    }

    private func openssl(_ arguments: [String]) throws {
        let (status, said) = try Child.run(["openssl"] + arguments)
        try #require(status == .exit(0), "\(said)")
    }
}
