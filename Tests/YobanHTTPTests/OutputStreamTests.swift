import Testing
import YobanCore
import YobanOperations
import YobanTestKit

@testable import YobanHTTP

@Suite("Following an output as events", .timeLimit(.minutes(10))) struct OutputStreamTests {
    private let path = "/api/v1/jobs/1/attempts/last/log?follow=1"

    @Test("lines come whole, what is no text is marked, and the end is told")
    func lines() async throws {
        let scene = Scene()
        let (claim, token) = (try await scene.running(), try await scene.token())
        try await scene.write(claim, "one\r\ntwo\n対", at: 0)
        try await LiveServer.run(scene) { server in
            try await server.connect { wire in
                try await wire.send(streamRequest(path, token))
                #expect(await eventually { wire.sent.events.count == 2 }, "the line that is not ended comes after a while")
                #expect(wire.sent.events.map { $0["text"] } == ["one\r\ntwo\n", "対"])
                #expect(wire.sent.events.map(\.id) == ["1:9", "1:12"])
                try await scene.store.keepLog([LogPiece(job: claim.job.id, attempt: 1, offset: 12, bytes: [0xFF, 0x0A], marks: "")])
                #expect(await eventually { wire.sent.events.count == 3 })
                #expect(wire.sent.events.last?["text"] == "\u{FFFD}\n" && wire.sent.events.last?["offset"] == 12)
                try await scene.write(claim, "last", at: 14)
                try await scene.end(claim)
                let text = await wire.rest()
                #expect(text.hasSuffix("0\r\n\r\n"), "complete")
                #expect(wire.sent.events.suffix(2).map(\.event) == ["output", "end"] && wire.sent.events.last?["bytes"] == 18)
            }
        }
    }

    @Test("who comes again goes on behind what was told, from the beginning of another run, and is told when nothing more comes")
    func resume() async throws {
        let scene = Scene()
        let (claim, token) = (try await scene.running(), try await scene.token())
        try await scene.write(claim, "one\ntwo\n", at: 0)
        try await LiveServer.run(scene) { server in
            for (last, text) in [("1:4", "two\n"), ("4", "two\n"), ("2:4", "one\ntwo\n"), ("x", "one\ntwo\n")] {
                try await server.connect { wire in
                    try await wire.send(streamRequest(path, token, last: last))
                    #expect(await eventually { wire.sent.events.map { $0["text"] } == [.string(text)] }, "\(last)")
                }
            }
            try await scene.end(claim)
            let over = try await server.connect { wire in
                try await wire.send(streamRequest(path, token, last: "1:8"))
                #expect(await eventually { wire.text.contains("\r\n\r\n") })
                return wire.text
            }
            #expect(over.hasPrefix("HTTP/1.1 204 "))
        }
    }

    @Test("those who have read all stand at the same place, wherever they began")
    func together() async throws {
        let scene = Scene()
        let claim = try await scene.running()
        try await scene.write(claim, "one\ntwo\n", at: 0)
        let operations = scene.operations(.local("root"))
        let attempt = try #require(try await operations.attempt(nil, forOutputOf: claim.job.id))
        let output = SharedOutput(attempt, operations, StoredOutput(attempt, operations))
        let total = try await output.look().total
        try await scene.write(claim, "three\n", at: 8)
        for begin in [0, 4] as [Int64] { #expect(try await output.read(from: begin).end == total) }
    }
}
