import HTTPTypes
import Testing
import YobanCore
import YobanOperations
import YobanTestKit

@testable import YobanHTTP

@Suite("Tokens and the audit over HTTP") struct TokenTests {
    @Test("a token is made, used, listed without its secret, and revoked")
    func life() async throws {
        let scene = Scene()
        try await scene.test { client in
            let made = try await client.post(
                "/api/v1/tokens",
                #"{"name": "ci", "role": "viewer", "scopes": ["jobs:enqueue"], "keys": ["profit-*"], "expires_at": "2026-01-02T00:00:00Z"}"#
            )
            #expect(made.status == 201 && made["scopes"] == ["jobs:enqueue", "jobs:read", "logs:read"] && made["keys"] == ["profit-*"])
            #expect(made.headers[.cacheControl] == "no-store")
            guard case .string(let secret)? = made["token"] else { return #expect(Bool(false)) }
            #expect(try await client.with(secret).get("/api/v1/jobs").status == 200)
            let list = try await client.get("/api/v1/tokens")
            #expect(list["1", "name"] == "ci" && list["1", "expires_at"] == "2026-01-02T00:00:00Z")
            #expect(!list.text.contains(secret) && !list.text.contains(TokenSecret(secret).hash))
            scene.clock.set(.at(86_400))
            #expect(try await client.with(secret).get("/api/v1/jobs").status == 401, "expired")
            scene.clock.set(.at(0))
            #expect(try await client.send(.delete, "/api/v1/tokens/2").status == 204)
            #expect(try await client.with(secret).get("/api/v1/jobs").status == 401, "revoked")
            #expect(try await client.send(.delete, "/api/v1/tokens/2").code == "unknown_token")
            #expect(try await client.send(.delete, "/api/v1/tokens/x").status == 404)
        }
    }

    @Test("what is wrong with a token to be made is said")
    func mistakes() async throws {
        let scene = Scene()
        try await scene.test { client in
            let reply = try await client.post("/api/v1/tokens", #"{"role": "king", "scopes": ["jobs:read", "x", 1]}"#)
            #expect(reply.status == 422)
            guard case .array(let errors)? = reply["errors"] else { return #expect(Bool(false)) }
            #expect(
                Set(errors.map { $0["pointer"]?.text }) == ["\"/name\"", "\"/role\"", "\"/scopes/1\"", "\"/scopes/2\""])
            #expect(try await client.post("/api/v1/tokens", #"{"name": "deploy", "role": "viewer"}"#).code == "token_name_taken")
            #expect(try await client.post("/api/v1/tokens", #"{"name": "empty"}"#).code == "invalid_token")
        }
    }

    @Test("the audit is read in pages, by author and target")
    func audit() async throws {
        let scene = Scene()
        try await scene.test { client in
            for _ in 1...3 { _ = try await client.post("/api/v1/jobs", #"{"job_key": "profit-management"}"#) }
            let page = try await client.get("/api/v1/audit?author=token:deploy&limit=2")
            #expect(page["0", "action"] == "job.enqueue" && page["0", "target"] == "3" && page["0", "author"] == "token:deploy")
            #expect(page["1", "target"] == "2" && page["2"] == .none)
            let link = try #require(page.headers[name: "Link"]?.firstMatch(of: /<(.+)>; rel="next"/))
            let rest = try await client.get(String(link.1))
            #expect(rest["0", "target"] == "1" && rest["1"] == .none && rest.headers[name: "Link"] == nil)
            #expect(try await client.get("/api/v1/audit?target=2")["0", "after"] == "pending")
        }
    }

    @Test(
        "each path asks for its scope",
        arguments: [
            ("GET", "/api/v1/jobs", Scope.jobsRead), ("GET", "/api/v1/jobs/1", .jobsRead), ("GET", "/api/v1/jobs/1/attempts", .jobsRead),
            ("POST", "/api/v1/jobs", .jobsEnqueue), ("POST", "/api/v1/jobs/1/stop", .jobsControl),
            ("POST", "/api/v1/jobs/1/retry", .jobsControl), ("POST", "/api/v1/jobs/1/rerun", .jobsControl),
            ("GET", "/api/v1/definitions", .jobsRead), ("GET", "/api/v1/definitions/profit-management", .jobsRead),
            ("GET", "/api/v1/queues", .jobsRead), ("GET", "/api/v1/workers", .jobsRead), ("GET", "/api/v1/tokens", .admin),
            ("POST", "/api/v1/tokens", .admin), ("DELETE", "/api/v1/tokens/1", .admin), ("GET", "/api/v1/audit", .admin),
            ("GET", "/api/v1/notices", .admin),
        ])
    func scopes(method: String, path: String, scope: Scope) async throws {
        let scene = Scene()
        try await scene.job()
        let others = try await scene.token(Set(Scope.allCases).subtracting([scope, .admin]), name: "others")
        let right = try await scene.token([scope], name: "right")
        try await scene.test { client in
            let token = #"{"name": "n", "role": "viewer"}"#
            let body = method == "POST" ? path.hasSuffix("tokens") ? token : #"{"job_key": "profit-management"}"# : nil
            let method = try #require(HTTPRequest.Method(method))
            let refused = try await client.with(others).send(method, path, body)
            #expect(refused.status == 403 && refused.code == "forbidden", "\(refused)")
            #expect(try await client.with(nil).send(method, path, body).status == 401)
            let reply = try await client.with(right).send(method, path, body)
            #expect(reply.status < 300 || reply.code == "not_finished", "\(reply)")
        }
    }
}
