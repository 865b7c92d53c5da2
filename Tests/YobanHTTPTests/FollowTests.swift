import NIOCore
import Synchronization
import Testing
import YobanCore
import YobanOperations
import YobanTestKit

@testable import YobanHTTP

@Suite("Following an output over a connection", .timeLimit(.minutes(10))) struct FollowTests {
    private func request(_ token: String, _ query: String = "follow=1") -> String {
        "GET /api/v1/jobs/1/attempts/last/log?\(query) HTTP/1.1\r\nHost: localhost\r\nX-API-Key: \(token)\r\n\r\n"
    }

    @Test("what is written comes at once, and it ends when the attempt has ended")
    func untilTheEnd() async throws {
        let scene = Scene()
        let (claim, token) = (try await scene.running(), try await scene.token())
        try await scene.write(claim, "one\n", at: 0)
        try await LiveServer.run(scene) { server in
            try await server.connect { wire in
                try await wire.send(request(token))
                #expect(await eventually { wire.text.contains("one\n") })
                try await scene.write(claim, "two\n", at: 4)
                #expect(await eventually { wire.text.contains("two\n") })
                try await scene.write(claim, "three\n", at: 8)
                try await scene.end(claim)
                let text = await wire.rest()
                #expect(text.contains("three\n") && text.hasSuffix("\r\n0\r\n\r\n"), "complete: \(text)")
            }
        }
    }

    @Test("it ends soon after a graceful stop, and does not look complete")
    func stop() async throws {
        let scene = Scene()
        let (claim, token) = (try await scene.running(), try await scene.token())
        try await scene.write(claim, "one\n", at: 0)
        try await LiveServer.run(scene) { server in
            try await server.connect { wire in
                try await wire.send(request(token))
                #expect(await eventually { wire.text.contains("one\n") })
                let start = ContinuousClock.now
                await server.stop()
                let text = await wire.rest()
                #expect(ContinuousClock.now - start < .seconds(10) && !text.hasSuffix("0\r\n\r\n"))
            }
        }
    }

    @Test("a client that reads nothing is cut off, and others go on")
    func slowReader() async throws {
        var limits = HTTPServer.Limits()
        limits.sending = .milliseconds(500)
        let scene = Scene()
        let (claim, token) = (try await scene.running(), try await scene.token())
        let block = String(repeating: "x", count: 65_535) + "\n"
        for number in 0..<120 { try await scene.write(claim, block, at: Int64(number) * 65_536) }
        try await LiveServer.run(scene, limits: limits) { server in
            try await server.connect { other in
                try await other.send(request(token, "follow=1&tail=1"))
                #expect(await eventually { other.text.contains("xxx\n") })
                try await server.connect(isReading: false) { wire in
                    try await wire.send(request(token))
                    // What is sent meets a closed connection.
                    #expect(await eventually { (try? await wire.send(" ")) == nil })
                }
                try await scene.write(claim, "more\n", at: 120 * 65_536)
                #expect(await eventually { other.text.contains("more\n") })
                try await scene.end(claim)
                #expect(await other.rest().hasSuffix("0\r\n\r\n"))
            }
        }
    }

    @Test("no more follow at once than allowed, and the place of one who went is free although nothing is written")
    func places() async throws {
        let scene = Scene()
        scene.streams.withLock { $0.followers = 8 }
        let (claim, token) = (try await scene.running(), try await scene.token())
        try await scene.write(claim, "one\n", at: 0)
        try await LiveServer.run(scene) { server in
            try await follow(8, server, token) {
                try await server.connect { wire in
                    try await wire.send(request(token))
                    #expect(await eventually { wire.text.contains("too_many_followers") })
                    #expect(wire.text.hasPrefix("HTTP/1.1 503 ") && wire.text.lowercased().contains("retry-after: "))
                }
            }
            let isFree = try await eventually {
                try await server.connect { wire in
                    try await wire.send(request(token))
                    #expect(await eventually { wire.text.contains("HTTP/1.1 ") })
                    return wire.text.hasPrefix("HTTP/1.1 200 ")
                }
            }
            #expect(isFree)
        }
    }

    /// So many follow while the body runs.
    private func follow(_ count: Int, _ server: LiveServer, _ token: String, _ body: @Sendable @escaping () async throws -> Void)
        async throws
    {
        guard count > 0 else { return try await body() }
        try await server.connect { wire in
            try await wire.send(request(token))
            #expect(await eventually { wire.text.contains("one\n") })
            try await follow(count - 1, server, token, body)
        }
    }

    @Test("many who follow one output look and read together")
    func together() async throws {
        let scene = Scene()
        let claim = try await scene.running()
        try await scene.write(claim, "one\n", at: 0)
        let operations = scene.operations(.local("root"))
        let attempt = try #require(try await operations.attempt(nil, forOutputOf: claim.job.id))
        let counted = CountedOutput(StoredOutput(attempt, operations))
        let followers = Followers()
        let all = try (1...20).map { _ in try followers.join(attempt.id) { SharedOutput(attempt, operations, counted) } }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for follower in all {
                group.addTask {
                    var extent = try await follower.output.look()
                    while extent.total == 0 { extent = try await follower.output.look() }
                    #expect(try await follower.output.read(from: 0).bytes == ByteBuffer(string: "one\n"))
                }
            }
            try await group.waitForAll()
        }
        #expect(counted.reads == 1 && counted.looks <= 2, "\(counted.looks)")
        #expect(followers.count == 20)
    }
}

/// Counts what is asked of an output.
private final class CountedOutput: AttemptOutput {
    private let output: StoredOutput
    private let counts = Mutex((looks: 0, reads: 0))

    init(_ output: StoredOutput) { self.output = output }

    var looks: Int { counts.withLock { $0.looks } }
    var reads: Int { counts.withLock { $0.reads } }

    func look(_ attempt: Attempt) async throws -> OutputExtent {
        counts.withLock { $0.looks += 1 }
        return try await output.look(attempt)
    }
    func read(from offset: Int64, limit: Int) async throws -> OutputChunk {
        counts.withLock { $0.reads += 1 }
        return try await output.read(from: offset, limit: limit)
    }
    func offset(ofLast lines: Int) async throws -> Int64 { try await output.offset(ofLast: lines) }
}
