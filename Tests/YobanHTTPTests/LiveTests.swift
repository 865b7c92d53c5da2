import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import Testing
import YobanCore
import YobanOperations
import YobanTestKit

@testable import YobanHTTP

@Suite("A server that listens", .timeLimit(.minutes(10))) struct LiveTests {
    private func folder() throws -> String {
        let path = NSTemporaryDirectory() + "yoban-http-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    @Test("answers over TCP, several times on one connection")
    func tcp() async throws {
        try await LiveServer.run { server in
            #expect(server.address.hasPrefix("http://127.0.0.1:"))
            let text = try await server.connect { wire in
                try await wire.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
                try await wire.send("GET /version HTTP/1.1\r\nHost: 127.0.0.1:1\r\nConnection: close\r\n\r\n")
                return await wire.rest()
            }
            #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n") && text.contains(#"{"status":"ok"}"#) && text.hasSuffix(#"{"version":"1.2.3"}"#))
            #expect(text.lowercased().contains("x-request-id: "))
            let foreign = try await server.connect { wire in
                try await wire.send("GET /healthz HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
                return await wire.rest()
            }
            #expect(foreign.hasPrefix("HTTP/1.1 421 ") && foreign.contains("foreign_host"))
        }
    }

    @Test("goes on after a request waited on the same connection")
    func keptAlive() async throws {
        let scene = Scene()
        let (id, token) = (try await scene.job(), try await scene.token())
        try await LiveServer.run(scene) { server in
            let text = try await server.connect { wire in
                try await wire.send("GET /api/v1/jobs/\(id)?wait=1 HTTP/1.1\r\nHost: localhost\r\nX-API-Key: \(token)\r\n\r\n")
                try await wire.send("GET /version HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                return await wire.rest()
            }
            #expect(text.contains(#""status":"pending""#) && text.hasSuffix(#"{"version":"1.2.3"}"#))
        }
    }

    @Test("answers on a socket that only its owner may use, takes over an abandoned one, and removes it")
    func unixSocket() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/yoban.sock"
        let scene = Scene()
        // Left behind by a server that was killed.
        let other = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup).bind(unixDomainSocketPath: path + ".1").get()
        try FileManager.default.moveItem(atPath: path + ".1", toPath: path)
        try await other.close()
        #expect(FileManager.default.fileExists(atPath: path))
        try await LiveServer.run(scene, listen: .unix(path: path)) { server in
            #expect(server.address == "unix:\(path)")
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            let text = try await server.connect { wire in
                try await wire.send("GET /version HTTP/1.1\r\nHost: anything\r\nConnection: close\r\n\r\n")
                return await wire.rest()
            }
            #expect(text.hasSuffix(#"{"version":"1.2.3"}"#))
            // A second server leaves the first one alone.
            await #expect(throws: ListenError.inUse(path)) {
                var settings = ServerSettings()
                settings.listen = .unix(path: path)
                try await HTTPServer(scene.interface, settings: settings).run()
            }
            #expect(FileManager.default.fileExists(atPath: path))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
    }

    @Test("does not replace a file by its socket")
    func fileInTheWay() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/notes.txt"
        try "precious".write(toFile: path, atomically: true, encoding: .utf8)
        var settings = ServerSettings()
        settings.listen = .unix(path: path)
        let server = HTTPServer(Scene().interface, settings: settings)
        await #expect(throws: ListenError.notASocket(path)) { try await server.run() }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
    }

    @Test("says so when the port is taken")
    func portTaken() async throws {
        try await LiveServer.run { server in
            var settings = ServerSettings()
            settings.listen = .tcp(host: "127.0.0.1", port: server.port)
            let second = HTTPServer(server.scene.interface, settings: settings)
            await #expect(throws: ListenError.inUse("127.0.0.1:\(server.port)")) { try await second.run() }
        }
    }

    @Test("ends soon although a request waits and a client is idle")
    func stop() async throws {
        let scene = Scene()
        let (id, token) = (try await scene.job(), try await scene.token())
        try await LiveServer.run(scene) { server in
            try await server.connect { idle in
                try await idle.send("GET /version HTTP/1.1\r\nHost: localhost\r\n\r\n")
                try await server.connect { wire in
                    try await wire.send("GET /api/v1/jobs/\(id)?wait=60 HTTP/1.1\r\nHost: localhost\r\nX-API-Key: \(token)\r\n\r\n")
                    #expect(try await eventually { try await scene.store.tokens()[0].lastUsedAt != nil }, "it waits")
                    let start = ContinuousClock.now
                    await server.stop()
                    let text = await wire.rest()
                    #expect(text.contains(#""status":"pending""#), "it is answered")
                    _ = await idle.rest()
                    // Their own time is over after 25 and 60 s.
                    #expect(ContinuousClock.now - start < .seconds(10))
                }
            }
        }
        #expect(scene.events.withLock { $0.last } == .ended)
    }

    @Test("is not held up at its end by a client that takes nothing")
    func stopWithReader() async throws {
        let scene = Scene(displayName: String(repeating: "夜", count: 2_000))
        for _ in 1...200 { try await scene.job() }
        let token = try await scene.token()
        try await LiveServer.run(scene) { server in
            try await server.connect(isReading: false) { wire in
                // More than the system keeps of a connection.
                let request = "GET /api/v1/jobs?limit=200 HTTP/1.1\r\nHost: localhost\r\nX-API-Key: \(token)\r\n\r\n"
                try await wire.send(String(repeating: request, count: 10))
                #expect(try await eventually { try await scene.store.tokens()[0].lastUsedAt != nil })
                let start = ContinuousClock.now
                await server.stop()
                #expect(await eventually { scene.events.withLock { $0.last } == .ended })
                // Their own time is over after 25 and 60 s.
                #expect(ContinuousClock.now - start < .seconds(10))
            }
        }
    }

    @Test("speaks TLS with a certificate and its key, and nothing in the clear")
    func tls() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (certificate, key) = (folder + "/c.pem", folder + "/k.pem")
        try TestCertificate.certificate.write(toFile: certificate, atomically: true, encoding: .utf8)
        try TestCertificate.key.write(toFile: key, atomically: true, encoding: .utf8)
        try await LiveServer.run(settings: {
            $0.certificate = certificate
            $0.key = key
        }) { server in
            #expect(server.address.hasPrefix("https://127.0.0.1:"))
            var trust = TLSConfiguration.makeClientConfiguration()
            trust.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(certificate))
            try await TestClient.withClient(
                host: "127.0.0.1", port: server.port, configuration: .init(tlsConfiguration: trust, serverName: "localhost")
            ) { client in
                let reply = try await client.execute(.init("/version", method: .get, authority: "localhost", headers: [:]))
                #expect(reply.status == .ok)
            }
            let clear = try await server.connect { wire in
                try await wire.send("GET /version HTTP/1.1\r\nHost: localhost\r\n\r\n")
                return await wire.rest()
            }
            #expect(!clear.contains("HTTP/1.1"))
        }
    }

    @Test("says which file is no certificate")
    func badCertificate() async throws {
        var settings = ServerSettings()
        (settings.listen, settings.certificate, settings.key) = (.tcp(host: "127.0.0.1", port: 0), "/nowhere/c.pem", "/nowhere/k.pem")
        let server = HTTPServer(Scene().interface, settings: settings)
        let error = try #require(await #expect(throws: ListenError.self) { try await server.run() })
        #expect(error.text.en.contains("/nowhere/c.pem") && error.text.ja.contains("/nowhere/c.pem"))
    }
}
