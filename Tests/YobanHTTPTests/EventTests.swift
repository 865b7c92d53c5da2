import Synchronization
import Testing
import YobanCore
import YobanOperations
import YobanTestKit

@testable import YobanHTTP

@Suite("Events over a connection", .timeLimit(.minutes(10))) struct EventTests {
    /// Sends the request and waits until everything from now on is told.
    private func listen(_ wire: Wire, _ token: String, _ query: String = "", last: String? = nil) async throws {
        try await wire.send(streamRequest("/api/v1/events\(query)", token, last: last))
        #expect(await eventually { wire.sent.lastID != nil }, "\(wire.text)")
    }

    @Test("a job is told as it is created, begins, goes on and ends, with the fields that it has elsewhere")
    func life() async throws {
        let scene = Scene()
        let token = try await scene.token()
        try await scene.job()
        try await LiveServer.run(scene) { server in
            try await server.connect { wire in
                try await listen(wire, token)
                #expect(wire.text.contains("text/event-stream") && wire.text.lowercased().contains("cache-control: no-store"))
                let claim = try await scene.running()
                #expect(await eventually { wire.jobs("job.started") == [claim.job.id.value] })
                let id = try await scene.job()
                #expect(await eventually { wire.jobs("job.created") == [id.value - 1, id.value] })
                _ = try await scene.store.report(Progress(percentage: 40, message: "第六竹石ビル"), for: claim)
                #expect(await eventually { wire.jobs("job.progress") == [claim.job.id.value] })
                try await scene.end(claim)
                #expect(await eventually { wire.jobs("job.finished") == [claim.job.id.value] })
                let last = try #require(wire.sent.events.last)
                #expect(last["status"] == "completed" && last["progress_percentage"] == 100)
                #expect(last.data == JSON(try #require(try await scene.store.job(claim.job.id))).text)
            }
        }
    }

    @Test("only what is asked for is told, and only of jobs that the token may see")
    func filters() async throws {
        let scene = Scene()
        let token = try await scene.token(name: "all")
        let narrow = try await scene.token([.jobsRead], name: "narrow", keys: ["contact-*"])
        try await LiveServer.run(scene) { server in
            try await server.connect { all in
                try await server.connect { some in
                    try await server.connect { few in
                        try await listen(all, token, "?kind=job.created,job.finished")
                        try await listen(some, token, "?key=profit-*")
                        try await listen(few, narrow)
                        let profit = try await scene.running()
                        let badge = try await scene.job("contact-sales-badge")
                        try await scene.end(profit)
                        let ids = [profit.job.id.value, badge.value]
                        #expect(await eventually { all.jobs("job.created") == ids && all.jobs("job.finished") == [ids[0]] })
                        #expect(await eventually { some.jobs("job.finished") == [ids[0]] && few.jobs("job.created") == [ids[1]] })
                        #expect(all.jobs("job.started") == [] && some.jobs("job.created") == [ids[0]] && few.sent.events.count == 1)
                    }
                }
            }
        }
        try await scene.test { client in
            let other = try await scene.token([.logsRead], name: "other")
            for (token, path, status) in [(other, "", 403), (nil, "", 401), (client.token, "?kind=job.lost", 422)] {
                let reply = try await client.with(token).get("/api/v1/events\(path)")
                #expect(reply.status == status)
            }
        }
    }

    @Test("who comes again, to whichever server, is told every end since, and nothing that was long ago")
    func resume() async throws {
        let scene = Scene()
        let other = Scene(store: scene.store)
        for one in [scene, other] { one.streams.withLock { $0.heartbeat = .milliseconds(200) } }
        let token = try await scene.token()
        try await LiveServer.run(scene) { first in
            try await LiveServer.run(other) { second in
                var (last, told) = (String?.none, [[Int64]]())
                var ends: [Int64] = []
                for round in 0..<6 {
                    let claims = [try await scene.running(), try await scene.running()]
                    let before = last
                    let heard = try await (round % 2 == 0 ? first : second).connect { wire in
                        try await listen(wire, token, last: before)
                        try await scene.end(claims[0])
                        // One end is told here; the other happens while nobody listens.
                        #expect(await eventually { wire.jobs("job.finished").contains(claims[0].job.id.value) })
                        return (wire.sent.lastID, wire.jobs("job.finished"))
                    }
                    (last, told) = (heard.0, told + [heard.1])
                    try await scene.end(claims[1])
                    ends += claims.map(\.job.id.value)
                }
                // Long after what is looked at twice.
                for one in [scene, other] { one.clock.advance(by: .seconds(300)) }
                let (before, newest) = (last, ends.last ?? 0)
                let (cursor, rest) = try await second.connect { wire in
                    try await listen(wire, token, last: before)
                    #expect(await eventually { wire.jobs("job.finished").contains(newest) })
                    #expect(await eventually { wire.sent.lastID.flatMap { EventCursor($0) }?.at ?? .at(0) >= .at(300) })
                    return (wire.sent.lastID, wire.jobs("job.finished"))
                }
                #expect(Set(told.joined() + rest) == Set(ends))
                #expect((told + [rest]).allSatisfy { Set($0).count == $0.count }, "once in a connection")
                let again = try await first.connect { wire in
                    try await listen(wire, token, last: cursor)
                    return wire.sent.events
                }
                #expect(again.isEmpty, "\(again)")
            }
        }
    }

    @Test("what is too long ago, too much or of no server is a gap", arguments: ["x", "", "0-0", "zzz-1"])
    func gap(last: String) async throws {
        let scene = Scene()
        let token = try await scene.token()
        try await LiveServer.run(scene) { server in
            try await server.connect { wire in
                try await listen(wire, token, last: last)
                #expect(await eventually { wire.sent.events.map(\.event) == ["gap"] })
                let id = try await scene.job()
                #expect(await eventually { wire.jobs("job.created") == [id.value] }, "and it goes on")
            }
        }
    }

    @Test("it ends soon after a graceful stop, and does not look complete")
    func stop() async throws {
        let scene = Scene()
        let token = try await scene.token()
        try await LiveServer.run(scene) { server in
            try await server.connect { wire in
                try await listen(wire, token)
                let start = ContinuousClock.now
                await server.stop()
                let text = await wire.rest()
                #expect(ContinuousClock.now - start < .seconds(10) && !text.hasSuffix("0\r\n\r\n"))
            }
        }
    }

    @Test("a client that takes nothing is cut off, and others go on")
    func slowReader() async throws {
        var limits = HTTPServer.Limits()
        limits.sending = .milliseconds(500)
        let scene = Scene(displayName: String(repeating: "夜", count: 2_000))
        let token = try await scene.token()
        try await LiveServer.run(scene, limits: limits) { server in
            try await server.connect { other in
                try await listen(other, token, "?kind=job.finished")
                try await server.connect(isReading: false) { wire in
                    try await wire.send(streamRequest("/api/v1/events", token))
                    // More than the system keeps of a connection; what is sent then meets a closed one.
                    #expect(
                        await eventually {
                            for _ in 1...50 { _ = try? await scene.job() }
                            return (try? await wire.send(" ")) == nil
                        })
                }
                let claim = try await scene.running()
                try await scene.end(claim)
                #expect(await eventually { other.jobs("job.finished") == [claim.job.id.value] })
            }
        }
    }

    @Test("a token that is taken back ends its stream; until then something comes although nothing happens")
    func revoked() async throws {
        let scene = Scene()
        scene.streams.withLock { $0.heartbeat = .milliseconds(200) }
        let token = try await scene.token()
        try await LiveServer.run(scene) { server in
            try await server.connect { wire in
                try await listen(wire, token)
                #expect(await eventually { wire.text.split(separator: ":\nid").count > 3 })
                let id = try #require(try await scene.store.tokens().first?.id)
                try await scene.operations(.local("root")).revokeToken(id)
                _ = await wire.rest()
            }
        }
    }

    @Test("no more listen at once than allowed, and the place of one who went is free")
    func places() async throws {
        let scene = Scene()
        scene.streams.withLock { $0.listeners = 2 }
        let token = try await scene.token()
        try await LiveServer.run(scene) { server in
            try await server.connect { first in
                try await listen(first, token)
                try await server.connect { second in
                    try await listen(second, token)
                    try await server.connect { wire in
                        try await wire.send(streamRequest("/api/v1/events", token))
                        #expect(await eventually { wire.text.contains("too_many_listeners") })
                        #expect(wire.text.hasPrefix("HTTP/1.1 503 ") && wire.text.lowercased().contains("retry-after: "))
                    }
                }
                let isFree = try await eventually {
                    try await server.connect { wire in
                        try await wire.send(streamRequest("/api/v1/events", token))
                        #expect(await eventually { wire.text.contains("HTTP/1.1 ") })
                        return wire.text.hasPrefix("HTTP/1.1 200 ")
                    }
                }
                #expect(isFree)
            }
        }
    }
}

@Suite("What waits for a listener") struct MailboxTests {
    private func batch(_ size: Int) -> Mailbox.Item {
        var job = Job(id: JobID(1), key: nil, name: "a", scriptPath: "/s", status: .failed, createdAt: .at(0))
        job.errorMessage = String(repeating: "x", count: size)
        let cursor = EventCursor(newest: JobID(1), at: .at(0), watched: [])
        return .batch(EventBatch([JobEvent(.finished, job)], before: cursor, after: cursor))
    }

    @Test("grows no further than it may; then it ends behind what it holds")
    func limit() async {
        let mailbox = Mailbox()
        for _ in 1...100 { mailbox.put(batch(1 << 20)) }
        var count = 0
        for await item in mailbox.items {
            count += 1
            mailbox.done(item)
        }
        #expect(count == 3)
    }

    @Test("one that is large by itself is taken, pulses do not pile up")
    func large() async {
        let mailbox = Mailbox()
        mailbox.put(batch(Mailbox.largest + 1))
        for _ in 1...100 { mailbox.put(.pulse) }
        mailbox.close()
        var count = 0
        for await _ in mailbox.items { count += 1 }
        #expect(count == 1)
    }
}
