import HTTPTypes
import Testing
import YobanCore
import YobanOperations
import YobanTestKit

@testable import YobanHTTP

@Suite("Reports of scripts over HTTP") struct ReportTests {
    private static let tokens = ["00112233445566778899aabbccddeeff", "ffeeddccbbaa99887766554433221100"]

    /// A job that runs, and the token of its attempt.
    private func running(_ scene: Scene, _ token: String = tokens[0]) async throws -> (claim: Claim, token: String) {
        try await scene.job()
        let claims = try await scene.store.claim([ClaimToken(token)], queues: ["default"], by: WorkerID("w"), on: "h", now: .at(1))
        let claim = try #require(claims.first)
        return (claim, JobToken(claim).text)
    }

    private func end(_ claim: Claim, in scene: Scene) async throws {
        _ = try await scene.store.settle(
            Settlement(claim: claim, outcome: AttemptOutcome(reason: .exit), verdict: .completed, endedAt: .at(2)))
    }

    @Test("a report is written, and answered with whether the job is to stop; an empty one asks only")
    func report() async throws {
        let scene = Scene(requestsPerMinute: 4)
        let (claim, token) = try await running(scene)
        try await scene.test { client in
            let script = client.with(token)
            let reply = try await script.post("/api/v1/jobs/1/progress", #"{"percentage": 42.9, "message": "第六竹石ビル"}"#)
            #expect(reply.status == 200 && reply.text == #"{"id":1,"stop_requested":false}"#)
            #expect(reply.headers[name: "RateLimit"]?.hasPrefix("\"token\";r=3;t=") == true)
            let seen = try await client.get("/api/v1/jobs/1")
            #expect(seen["progress_percentage"] == 42 && seen["progress_message"] == "第六竹石ビル")
            #expect(!seen.text.contains(claim.token.value))
            #expect(try await client.post("/api/v1/jobs/1/stop").status == 202)
            let asked = try await script.with(nil).post("/api/v1/jobs/1/progress", "{}", headers: ["X-API-Key": token])
            #expect(asked["stop_requested"] == true)
            #expect(try await scene.store.job(JobID(1))?.progress == Progress(percentage: 42, message: "第六竹石ビル"))
        }
    }

    @Test(
        "a percentage is held within 0 and 100, as in a report line",
        arguments: [("-3", 0), ("1e30", 100), ("99.99", 99), ("0", 0), ("101", 100)])
    func percentages(_ text: String, _ percentage: Int) async throws {
        let scene = Scene()
        let (_, token) = try await running(scene)
        try await scene.test { client in
            let reply = try await client.with(token).post("/api/v1/jobs/1/progress", #"{"percentage": \#(text)}"#)
            #expect(reply.status == 200)
            #expect(try await scene.store.job(JobID(1))?.progress == Progress(percentage: percentage))
        }
    }

    @Test("a message of more than 4 KB is cut between two characters")
    func longMessage() async throws {
        let scene = Scene()
        let (_, token) = try await running(scene)
        try await scene.test { client in
            let message = "x" + String(repeating: "竹", count: 4095)
            let reply = try await client.with(token).post("/api/v1/jobs/1/progress", #"{"message": "\#(message)"}"#)
            #expect(reply.status == 200)
            #expect(try await scene.store.job(JobID(1))?.progress.message == "x" + String(repeating: "竹", count: 1365))
        }
    }

    @Test(
        "what is wrong with a report is said, and nothing is written",
        arguments: [
            (#"{"percentage": "42"}"#, 422, "/percentage"), (#"{"percentage": 1e999}"#, 422, "/percentage"),
            (#"{"message": 1}"#, 422, "/message"), (#"{"message": ""}"#, 422, "/message"),
            (#"{"message": "\#(String(repeating: "x", count: 4097))"}"#, 422, "/message"),
            (#"{"percentage": 1, "status": "completed"}"#, 422, "/status"), ("[]", 422, ""), ("{", 400, nil),
        ] as [(String, Int, String?)])
    func mistakes(_ body: String, _ status: Int, _ pointer: String?) async throws {
        let scene = Scene()
        let (_, token) = try await running(scene)
        try await scene.test { client in
            let reply = try await client.with(token).post("/api/v1/jobs/1/progress", body)
            #expect(reply.status == status && reply["errors", "0", "pointer"] == pointer.map { .string($0) }, "\(reply)")
            #expect(try await scene.store.job(JobID(1))?.progress == Progress())
        }
    }

    @Test("another token does not open it, not even an administrator's; the token is for its own job")
    func others() async throws {
        let scene = Scene()
        let (_, token) = try await running(scene)
        let (_, second) = try await running(scene, Self.tokens[1])
        try await scene.test { client in
            let changed = String(token.dropLast()) + (token.hasSuffix("0") ? "1" : "0")
            for wrong in [nil, client.token, "yb_x", "", token.uppercased(), changed, token.replacing("_1_1_", with: "_1_2_")] {
                let reply = try await client.with(wrong).post("/api/v1/jobs/1/progress", #"{"percentage": 7}"#)
                #expect(reply.status == 401 && reply.code == "unauthorised", "\(wrong ?? "none")")
            }
            let reply = try await client.with(second).post("/api/v1/jobs/1/progress", #"{"percentage": 7}"#)
            #expect(reply.status == 403 && reply.code == "forbidden")
            #expect(try await client.with(token).post("/api/v1/jobs/x/progress", "{}").code == "unknown_job")
            #expect(try await scene.store.job(JobID(1))?.progress == Progress())
        }
    }

    @Test("the token of an attempt opens nothing else")
    func nothingElse() async throws {
        let scene = Scene()
        let (_, token) = try await running(scene)
        try await scene.test { client in
            let open: Set = ["/healthz", "/readyz", "/version", "/api/openapi.json"]
            let routes = scene.interface.routes(for: ServerSettings(), scene.stopping).known
            var tried = 0
            for (path, methods) in routes where !open.contains(path) && !path.hasSuffix("/progress") {
                for method in methods {
                    let path = path.replacing(":id", with: "1").replacing(":number", with: "1").replacing(":key", with: "profit-management")
                    let reply = try await client.with(token).send(method, path, method == .post ? "{}" : nil)
                    #expect(reply.status == 401, "\(method) \(path): \(reply)")
                    tried += 1
                }
            }
            #expect(tried > 30)
            #expect(try await scene.store.job(JobID(1))?.stopRequested == false)
        }
    }

    @Test("when the attempt is over, so is its token")
    func over() async throws {
        let scene = Scene()
        let (claim, token) = try await running(scene)
        try await end(claim, in: scene)
        try await scene.test { client in
            let reply = try await client.with(token).post("/api/v1/jobs/1/progress", #"{"percentage": 7}"#)
            #expect(reply.status == 410 && reply.code == "attempt_over")
            #expect(try await client.get("/api/v1/jobs/1")["progress_percentage"] == 100)
        }
    }

    @Test("each attempt has a minute of its own, and wrong tokens take nothing from it")
    func limit() async throws {
        let scene = Scene(requestsPerMinute: 2)
        let (_, token) = try await running(scene)
        let (_, second) = try await running(scene, Self.tokens[1])
        try await scene.test { client in
            let changed = String(token.dropLast(4)) + "0000"
            for _ in 1...3 { #expect(try await client.with(changed).post("/api/v1/jobs/1/progress", "{}").status == 401) }
            for percentage in 1...2 {
                let reply = try await client.with(token).post("/api/v1/jobs/1/progress", #"{"percentage": \#(percentage)}"#)
                #expect(reply.status == 200)
            }
            let refused = try await client.with(token).post("/api/v1/jobs/1/progress", #"{"percentage": 3}"#)
            #expect(refused.status == 429 && refused.headers[name: "RateLimit"]?.hasPrefix("\"token\";r=0;t=") == true)
            #expect(try await scene.store.job(JobID(1))?.progress == Progress(percentage: 2), "refused before it is written")
            #expect(try await client.with(second).post("/api/v1/jobs/2/progress", "{}").status == 200)
        }
    }

    @Test("wrong tokens shut an address out; one that reported before still may")
    func forged() async throws {
        let scene = Scene()
        let (claim, token) = try await running(scene)
        let (_, second) = try await running(scene, Self.tokens[1])
        try await end(claim, in: scene)
        let interface = scene.interface
        for _ in 4...Allowances.forgeries { interface.allowances.noteForged(from: nil) }
        try await scene.test(ServerSettings(), interface) { client in
            #expect(try await client.with(second).post("/api/v1/jobs/2/progress", "{}").status == 200)
            let wrong = [(token, 410), (token.replacing("_1_1_", with: "_1_9_"), 401), ("yj_1_1_x", 401), (token, 429)]
            for (wrong, status) in wrong {
                let reply = try await client.with(wrong).post("/api/v1/jobs/1/progress", "{}")
                #expect(reply.status == status, "\(wrong)")
            }
            #expect(try await client.with(second).post("/api/v1/jobs/2/progress", "{}").status == 200)
        }
    }
}
