import HTTPTypes
import Testing
import YobanCore
import YobanOperations
import YobanTestKit

@testable import YobanHTTP

@Suite("A request that is sent again") struct RepetitionTests {
    private let body = #"{"job_key": "profit-management"}"#

    @Test("is carried out once and answered alike")
    func once() async throws {
        let scene = Scene()
        try await scene.test { client in
            let headers = ["Idempotency-Key": "night-1"]
            let first = try await client.post("/api/v1/jobs", body, headers: headers)
            let second = try await client.post("/api/v1/jobs", body, headers: headers)
            #expect(first.status == 201 && second.status == 201 && first.text == second.text)
            #expect(second.headers[.location] == "/api/v1/jobs/1")
            #expect(try await scene.store.newestJob() == JobID(1))
            // Another sender's key is another key.
            let other = try await scene.token(name: "other")
            #expect(try await client.with(other).post("/api/v1/jobs", body, headers: headers)["id"] == 2)
        }
    }

    @Test("with another body, or at another path, is refused")
    func otherRequest() async throws {
        let scene = Scene()
        try await scene.test { client in
            let headers = ["Idempotency-Key": "night-1"]
            _ = try await client.post("/api/v1/jobs", body, headers: headers)
            #expect(try await client.post("/api/v1/jobs", body + " ", headers: headers).code == "other_request")
            #expect(try await client.post("/api/v1/jobs/1/stop", body, headers: headers).status == 422)
            #expect(try await scene.store.job(JobID(1))?.status == .pending)
        }
    }

    @Test("while it is being carried out is told so")
    func underWay() async throws {
        let scene = Scene()
        try await scene.test { client in
            let request = IdempotentRequest(
                sender: "token:deploy", key: "k", hash: Hash.sha256("POST /api/v1/jobs\n\(body)".utf8))
            #expect(try await scene.store.begin(request, now: .at(0)) == .new)
            let reply = try await client.post("/api/v1/jobs", body, headers: ["Idempotency-Key": "k"])
            #expect(reply.status == 409 && reply.code == "under_way")
            #expect(try await scene.store.newestJob() == nil)
        }
    }

    @Test("after it failed is tried anew")
    func failed() async throws {
        let scene = Scene()
        try await scene.test { client async throws in
            let headers = ["Idempotency-Key": "k"]
            #expect(try await client.post("/api/v1/jobs", #"{"job_key": "nope"}"#, headers: headers).status == 404)
            #expect(try await client.post("/api/v1/jobs", body, headers: headers).status == 201)
        }
    }

    @Test("after an unknown outcome is not tried anew")
    func unknownOutcome() async throws {
        let scene = Scene()
        let operations = scene.operations(.local("root"))
        let lost = OperationError.store(StoreError(.unknownOutcome, doing: Text(ja: "追加", en: "queue")))
        await #expect(throws: lost) { try await operations.once("k", hash: "h") { throw lost } }
        await #expect(throws: RepetitionError.underWay(since: .at(0))) {
            try await operations.once("k", hash: "h") { KeptAnswer(status: 200, body: "") }
        }
    }

    @Test("whose asker has gone keeps its answer")
    func cancelled() async throws {
        let scene = Scene()
        let operations = scene.operations(.local("root"))
        let task = Task {  // Cancelled in the middle, as a server does that ends.
            try await operations.once("k", hash: "h") {
                withUnsafeCurrentTask { $0?.cancel() }
                return KeptAnswer(status: 201, body: "done")
            }
        }
        #expect(try await task.value.body == "done")
        #expect(try await operations.once("k", hash: "h") { KeptAnswer(status: 500, body: "") }.body == "done")
    }

    @Test("by a key that is none, or for a token, is refused")
    func badKeys() async throws {
        let scene = Scene()
        try await scene.test { client in
            let long = String(repeating: "x", count: 256)
            #expect(try await client.post("/api/v1/jobs", body, headers: ["Idempotency-Key": long]).code == "bad_idempotency_key")
            let token = try await client.post(
                "/api/v1/tokens", #"{"name": "x", "role": "viewer"}"#, headers: ["Idempotency-Key": "k"])
            #expect(token.status == 400 && token.code == "no_idempotency")
            #expect(try await scene.store.tokens().count == 1)
        }
    }
}
