import Synchronization
import Testing
import YobanCore
import YobanOperations
import YobanTestKit

@testable import YobanHTTP

@Suite("Clients that take their time, or too much", .timeLimit(.minutes(10))) struct FloodTests {
    @Test("a head that never ends is cut off")
    func slowHead() async throws {
        var limits = HTTPServer.Limits()
        limits.idle = .milliseconds(500)
        try await LiveServer.run(limits: limits) { server in
            try await server.connect { wire in
                try await wire.send("GET /version HTTP/1.1\r\nHost: localhost\r\n")
                // One line now and then, for as long as the server takes it.
                async let rest = wire.rest()
                let trickle = Task {  // Ends when the server has closed.
                    for number in 1... {
                        try await wire.send("X-\(number): 1\r\n")
                        // The pause of a slow client.
                        try await Task.sleep(for: .milliseconds(100))
                    }
                }
                #expect(await rest.isEmpty)
                trickle.cancel()
            }
        }
    }

    @Test("a body that never ends is cut off, also one that nobody reads", arguments: ["/api/v1/jobs", "/nothing"])
    func slowBody(path: String) async throws {
        var limits = HTTPServer.Limits()
        limits.request = .milliseconds(500)
        let scene = Scene()
        let token = try await scene.token()
        try await LiveServer.run(scene, limits: limits) { server in
            try await server.connect { wire in
                try await wire.send("POST \(path) HTTP/1.1\r\nHost: localhost\r\nX-API-Key: \(token)\r\n")
                try await wire.send("Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
                async let rest = wire.rest()
                let trickle = Task {  // Ends when the server has closed.
                    while true {
                        try await wire.send(" ")
                        // The pause of a slow client.
                        try await Task.sleep(for: .milliseconds(100))
                    }
                }
                _ = await rest
                trickle.cancel()
            }
        }
        #expect(try await scene.store.newestJob() == nil)
    }

    @Test("a client that takes nothing of its answer is cut off")
    func slowReader() async throws {
        var limits = HTTPServer.Limits()
        limits.sending = .milliseconds(500)
        let scene = Scene(displayName: String(repeating: "夜", count: 2_000))
        for _ in 1...200 { try await scene.job() }
        let token = try await scene.token()
        try await LiveServer.run(scene, limits: limits) { server in
            try await server.connect(isReading: false) { wire in
                let request = "GET /api/v1/jobs?limit=200 HTTP/1.1\r\nHost: localhost\r\nX-API-Key: \(token)\r\n\r\n"
                try await wire.send(String(repeating: request, count: 10))
                #expect(try await eventually { try await !isOpen(wire) }, "what is sent meets a closed connection")
            }
        }
    }

    private func isOpen(_ wire: Wire) async throws -> Bool {
        do {
            try await wire.send(" ")
            return true
        } catch {
            return false
        }
    }

    @Test("a body that is far too long is not taken to its end")
    func endlessBody() async throws {
        try await LiveServer.run { server in
            try await server.connect { wire in
                try await wire.send("POST /api/v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000000\r\n\r\n")
                let block = String(repeating: " ", count: 1_048_576)
                var blocks = 0
                while blocks < 1000, (try? await wire.send(block)) != nil { blocks += 1 }
                #expect(blocks < 100)
            }
        }
    }

    @Test("too long a head is refused", arguments: [1, 200])
    func longHead(fields: Int) async throws {
        try await LiveServer.run { server in
            let text = try await server.connect { wire in
                let field = "X-A: \(String(repeating: "x", count: 40_000 / fields))\r\n"
                try await wire.send("GET /version HTTP/1.1\r\nHost: localhost\r\n\(String(repeating: field, count: fields))\r\n")
                return await wire.rest()
            }
            #expect(text.isEmpty || text.hasPrefix("HTTP/1.1 4"), "\(text)")
        }
    }

    @Test("no more connections are served at once than allowed; the next waits for its turn")
    func connections() async throws {
        var limits = HTTPServer.Limits()
        limits.connections = 2
        try await LiveServer.run(limits: limits) { server in
            let served = Served()
            try await server.connect { first in
                let third = try await server.connect { second in
                    for wire in [first, second] { try await ask(wire) }
                    let third = Task {  // Goes on when the second has left.
                        try await server.connect { wire in
                            try await ask(wire)
                            served.note()
                        }
                    }
                    for _ in 1...20 { try await ask(first) }
                    #expect(!served.isNoted)
                    return third
                }
                try await third.value
            }
        }
    }

    /// Asks for something small, and hears that something comes back.
    private func ask(_ wire: Wire) async throws {
        let before = wire.text.utf8.count
        try await wire.send("GET /version HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(await eventually { wire.text.utf8.count > before })
    }
}

/// Whether something was served.
private final class Served: Sendable {
    private let flag = Atomic(false)

    var isNoted: Bool { flag.load(ordering: .relaxed) }
    func note() { flag.store(true, ordering: .relaxed) }
}
