import HTTPTypes
import Testing
import YobanCore
import YobanOperations
import YobanTestKit

@testable import YobanHTTP

@Suite("Queues") struct QueueTests {
    private static let paused = #"{"queue":"default","paused":{"reason":"月次の締め","by":"token:deploy","since":"2026-01-01T00:00:00Z"}}"#

    @Test("a queue is paused, shown as paused, and resumed")
    func pause() async throws {
        let scene = Scene()
        try await scene.test { client in
            #expect(try await client.post("/api/v1/queues/default/pause", #"{"reason": "月次の締め"}"#).text == Self.paused)
            // Also while nothing waits there.
            let empty = try await client.get("/api/v1/queues")
            #expect(empty["0", "queue"] == "default" && empty["0", "ready"] == 0 && empty["0", "paused", "by"] == "token:deploy")
            try await scene.job()
            let queues = try await client.get("/api/v1/queues")
            #expect(queues["0", "ready"] == 1 && queues["0", "paused", "reason"] == "月次の締め" && queues["1"] == nil)
            #expect(try await scene.store.claim([ClaimToken("t")], queues: ["default"], by: WorkerID("w"), on: "h", now: .at(1)).isEmpty)
            #expect(try await client.post("/api/v1/queues/default/resume").text == #"{"queue":"default","paused":null}"#)
            #expect(try await client.get("/api/v1/queues")["0", "paused"] == .null)
        }
    }

    @Test("the reason may be left out, be null or be empty, and is refused when it is too long or no text")
    func reason() async throws {
        let scene = Scene()
        try await scene.test { client in
            for body in [nil, "{}", #"{"reason": null}"#, #"{"reason": ""}"#] {
                let reply = try await client.post("/api/v1/queues/default/pause", body)
                #expect(reply.status == 200 && reply["paused", "reason"] == "", "\(body ?? "none"): \(reply)")
                #expect(try await client.post("/api/v1/queues/default/resume").status == 200)
            }
            let long = String(repeating: "夜", count: 501)
            for body in [#"{"reason": "\#(long)"}"#, #"{"reason": 5}"#, #"{"because": "x"}"#, "[]"] {
                #expect(try await client.post("/api/v1/queues/default/pause", body).status == 422, "\(body)")
            }
            #expect(try await scene.store.pausedQueues().isEmpty)
        }
    }

    @Test("what can't be paused or resumed says why")
    func refused() async throws {
        let scene = Scene()
        try await scene.test { client in
            let unknown = try await client.post("/api/v1/queues/defualt/pause")
            #expect(unknown.status == 404 && unknown.code == "unknown_queue" && unknown.text.contains("default"))
            let labelled = try await client.post("/api/v1/queues/default%40gpu/pause")
            #expect(labelled.status == 422 && labelled.code == "labelled_queue", "\(labelled)")
            let open = try await client.post("/api/v1/queues/default/resume")
            #expect(open.status == 409 && open.code == "not_paused")
            #expect(try await client.post("/api/v1/queues/default/pause", "{}").status == 200)
            let again = try await client.post("/api/v1/queues/default/pause")
            #expect(again.status == 409 && again.code == "already_paused" && again.text.contains("token:deploy"))
            let viewer = try await scene.token(Role.viewer.scopes, name: "viewer")
            for verb in ["pause", "resume"] {
                let forbidden = try await client.with(viewer).post("/api/v1/queues/default/\(verb)")
                #expect(forbidden.status == 403 && forbidden.text.contains("workers:control"))
            }
            #expect(try await client.with(viewer).get("/api/v1/queues")["0", "paused", "since"] == "2026-01-01T00:00:00Z")
        }
    }

    @Test("a queue of another program is named in the path by any text")
    func names() async throws {
        let scene = Scene()
        var job = NewJob(key: nil, name: "a", scriptPath: "/a")
        job.queue = "夜 1/2"
        _ = try await scene.store.enqueue([job], now: .at(0))
        try await scene.test { client in
            let reply = try await client.post("/api/v1/queues/%E5%A4%9C%201%2F2/pause")
            #expect(reply["queue"] == "夜 1/2", "\(reply)")
            #expect(try await scene.store.pausedQueues().map(\.queue) == ["夜 1/2"])
            for broken in ["%", "%4", "%zz", "%+1", "%FF", "%E5%A4"] {
                let reply = try await client.post("/api/v1/queues/\(broken)/pause")
                #expect(reply.status == 404 && reply.code == "unknown_route", "\(broken): \(reply)")
            }
        }
    }

    @Test("a pause that is sent again is carried out once and answered alike")
    func once() async throws {
        try await Scene().test { client in
            let headers = ["Idempotency-Key": "k"]
            let body = #"{"reason": "月次の締め"}"#
            for _ in 0..<2 {
                let reply = try await client.post("/api/v1/queues/default/pause", body, headers: headers)
                #expect(reply.status == 200 && reply.text == Self.paused)
            }
            for _ in 0..<2 {
                #expect(try await client.post("/api/v1/queues/default/resume", headers: ["Idempotency-Key": "r"]).status == 200)
            }
        }
    }

    @Test("Prometheus is told which queues are paused, those of labels and those without a job too")
    func metrics() async throws {
        let scene = Scene()
        var labelled = NewJob(key: nil, name: "a", scriptPath: "/a")
        labelled.queue = "default@gpu"
        var other = labelled
        other.queue = "other"
        _ = try await scene.store.enqueue([labelled, other], now: .at(0))
        try await scene.test { client in
            #expect(try await client.post("/api/v1/queues/default/pause").status == 200)
            let lines = try await client.get("/metrics").text.split(separator: "\n").filter { $0.hasPrefix("yoban_queue_paused") }
            #expect(
                lines == [
                    #"yoban_queue_paused{queue="default"} 1"#, #"yoban_queue_paused{queue="default@gpu"} 1"#,
                    #"yoban_queue_paused{queue="other"} 0"#,
                ])
        }
    }
}
