import HTTPTypes
import Testing
import YobanCore
import YobanOperations
import YobanTestKit

@testable import YobanHTTP

@Suite("Problems as clients see them") struct ProblemTests {
    @Test("a problem is whole, and in the language that was asked for")
    func form() async throws {
        let scene = Scene()
        try await scene.test { client in
            let reply = try await client.get("/api/v1/jobs/9", headers: ["X-Request-Id": "abc-1"])
            #expect(reply.headers[.contentType] == "application/problem+json" && reply.headers[.contentLanguage] == "en")
            #expect(
                reply.text
                    == #"{"type":"about:blank","title":"Not Found","status":404,"detail":"no job 9 (there is none yet). List them: yoban list","code":"unknown_job","request_id":"abc-1"}"#
            )
            let japanese = try await client.get("/api/v1/jobs/9", headers: ["Accept-Language": "fr, ja-JP;q=0.9, en;q=0.8"])
            #expect(japanese["detail"] == "ジョブ 9 はありません（まだ 1 件もありません）。一覧: yoban list")
        }
    }

    @Test(
        "each kind of request that can't be answered has its status",
        arguments: [
            ("GET", "/", nil, nil, 404, "unknown_route"), ("GET", "/api/v1/nothing", nil, nil, 404, "unknown_route"),
            ("PUT", "/api/v1/jobs", nil, nil, 405, "wrong_method"), ("POST", "/healthz", nil, nil, 405, "wrong_method"),
            ("POST", "/api/v1/jobs", "{}", "text/plain", 415, "wrong_content_type"),
            ("POST", "/api/v1/jobs", "{}", "application/jsonx", 415, "wrong_content_type"),
            ("POST", "/api/v1/jobs", "{", "application/json; charset=utf-8", 400, "broken_json"),
            ("POST", "/api/v1/jobs", "", "application/json", 400, "broken_json"),
            ("POST", "/api/v1/jobs", #"{"job_key": 7}"#, "application/json", 422, "invalid_fields"),
            ("POST", "/api/v1/jobs", #"{"job_key": "x"}"#, "application/json", 404, "unknown_key"),
        ] as [(String, String, String?, String?, Int, JSON)])
    func statuses(method: String, path: String, body: String?, type: String?, status: Int, code: JSON) async throws {
        let scene = Scene()
        try await scene.test { client in
            let headers = type.map { ["Content-Type": $0] } ?? [:]
            let reply = try await client.send(try #require(HTTPRequest.Method(method)), path, body, headers: headers)
            #expect(reply.status == status && reply.code == code, "\(reply)")
        }
    }

    @Test("a path says which methods it has")
    func methods() async throws {
        let scene = Scene()
        try await scene.test { client in
            #expect(try await client.send(.put, "/api/v1/jobs").headers[name: "Allow"] == "GET, HEAD, POST")
            #expect(try await client.send(.get, "/api/v1/jobs/1/stop").headers[name: "Allow"] == "POST")
            let head = try await client.send(.head, "/api/v1/jobs")
            #expect(head.status == 200 && head.text.isEmpty)
            let missing = try await client.send(.head, "/api/v1/jobs/9")
            #expect(missing.status == 404 && missing.text.isEmpty)
        }
    }

    @Test("a token is asked for in the way of HTTP")
    func challenge() async throws {
        let scene = Scene()
        try await scene.test { client in
            let token = try #require(client.token)
            for headers in [
                [:], ["Authorization": "Basic eDp5"], ["Authorization": "Bearer"], ["Authorization": "Bearer yb_x"], ["X-API-Key": "yb_x"],
                ["X-API-Key": ""], ["Authorization": token],
            ] {
                let reply = try await client.with(nil).get("/api/v1/jobs", headers: headers)
                #expect(reply.status == 401 && reply.headers[.wwwAuthenticate] == "Bearer" && reply.code == "unauthorised", "\(headers)")
            }
            for headers in [["Authorization": "bearer \(token)"], ["X-API-Key": token]] {
                #expect(try await client.with(nil).get("/api/v1/jobs", headers: headers).status == 200)
            }
        }
    }

    @Test("a body has its limit, told or not")
    func longBody() async throws {
        let scene = Scene()
        try await scene.test { client in
            let long = #"{"job_key": "\#(String(repeating: "x", count: 1_048_576))"}"#
            let reply = try await client.post("/api/v1/jobs", long)
            #expect(reply.status == 413 && reply.code == "too_large")
        }
    }

    @Test("every answer names its request: as the client does when that is sane")
    func requestIDs() async throws {
        let scene = Scene()
        try await scene.test { client in
            for path in ["/healthz", "/nothing", "/api/v1/jobs"] {
                let kept = try await client.get(path, headers: ["X-Request-Id": "A-1.b_2"])
                #expect(kept.headers[name: "X-Request-Id"] == "A-1.b_2")
                for insane in ["", "a b", "あ", String(repeating: "x", count: 101)] {
                    let own = try #require(try await client.get(path, headers: ["X-Request-Id": insane]).headers[name: "X-Request-Id"])
                    #expect(own.contains(/^[0-9a-f]{16}$/))
                }
            }
        }
    }

    @Test("what watches the service needs no token")
    func service() async throws {
        let scene = Scene()
        try await scene.test { client async throws in
            #expect(try await client.with(nil).get("/healthz").text == #"{"status":"ok"}"#)
            #expect(try await client.with(nil).get("/readyz").text == #"{"status":"ok"}"#)
            #expect(try await client.with(nil).get("/version").text == #"{"version":"1.2.3"}"#)
        }
    }

    @Test(
        "languages are chosen by what is liked best",
        arguments: [
            (nil, nil), ("", nil), ("fr", nil), ("ja", .japanese), ("en-GB,ja;q=0.5", .english), ("en;q=0.1, ja;q=0.2", .japanese),
            ("ja;q=0, en", .english), ("JA-jp", .japanese), ("ja;q=x", nil),
        ] as [(String?, Language?)])
    func languages(header: String?, language: Language?) { #expect(Language(accepting: header) == language) }
}
