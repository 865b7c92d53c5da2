import Foundation
import Testing
import YobanCore
import YobanRows
import YobanTestKit

@testable import YobanPostgres

@Suite("A connection over TLS", .serialized, .timeLimit(.minutes(10)))
struct EncryptionTests {
    @Test("the server's certificate is verified against the authority that is named, and against its host")
    func verified() async throws {
        let port = try freePort()
        let server = try PrivatePostgres(
            settings: ["listen_addresses = '127.0.0.1'", "ssl = on"], port: port,
            preparation: """
                certificate() {
                    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
                        -keyout "$1.key" -out "$1.crt" 2>/dev/null
                }
                certificate data/server
                certificate data/other
                [ -z "$as" ] || chown postgres: data/server.*
                """)
        let scratch = try await Scratch(server).migrated()
        try await scratch.foreign().execute("SET password_encryption = 'scram-sha-256'; CREATE ROLE locked LOGIN SUPERUSER PASSWORD 'pw'")
        let file = server.folder + "/password"
        try Data("pw".utf8).write(to: URL(filePath: file))
        func address(_ host: String, _ authority: String) -> String {
            "postgres://locked@\(host):\(port)/postgres?schema=\(scratch.schema)&hostaddr=127.0.0.1&password-file=\(file)&sslrootcert="
                + "\(server.folder)/data/\(authority).crt"
        }
        let store = try await PostgresStore.open(address("localhost", "server"))
        let isEncrypted = try await store.perform(.look) {
            try $0.execute("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()").first { $0.flag() }
        }
        #expect(isEncrypted == true)
        await store.close()
        for wrong in [address("localhost", "other"), address("db.example", "server"), address("localhost", "missing")] {
            let error = await #expect(throws: StoreError.self) { try await PostgresStore.open(wrong) }
            #expect(error?.code == .unreachable && error?.why?.en.contains("certificate") == true, "\(String(describing: error))")
        }
    }

    /// A port that was free just now.
    private func freePort() throws -> Int {
        let door = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(door) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let found = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(door, $0, length) == 0 && getsockname(door, $0, &length) == 0
            }
        }
        return try #require(found ? Int(UInt16(bigEndian: address.sin_port)) : nil)
    }
}
