import HTTPTypes
import Synchronization
import Testing
import YobanCore
import YobanOperations
import YobanTestKit

@testable import YobanHTTP

@Suite("How often may be asked") struct AllowanceTests {
    @Test("each answer tells what is left; one request too many is refused until the next minute")
    func limit() async throws {
        let scene = Scene(requestsPerMinute: 3)
        try await scene.test { client in
            for left in [2, 1, 0] {
                let reply = try await client.get("/api/v1/queues")
                #expect(reply.status == 200 && reply.headers[name: "RateLimit-Policy"] == "\"token\";q=3;w=60")
                #expect(reply.headers[name: "RateLimit"]?.hasPrefix("\"token\";r=\(left);t=") == true)
            }
            let refused = try await client.get("/api/v1/queues")
            #expect(refused.status == 429 && refused.code == "too_many_requests")
            #expect(refused.headers[name: "Retry-After"].flatMap { Int($0) }.map { (1...60).contains($0) } == true)
            #expect(refused.headers[name: "RateLimit"]?.hasPrefix("\"token\";r=0;t=") == true)
            let other = client.with(try await scene.token(name: "other"))
            #expect(try await other.get("/api/v1/queues").status == 200)
            #expect(try await client.with(nil).get("/healthz").headers[name: "RateLimit"] == nil)
        }
    }

    @Test("a minute is over after a minute")
    func minute() throws {
        let clock = Mutex(ContinuousClock.now)
        let allowances = Allowances(perMinute: 1) { clock.withLock { $0 } }
        let (principal, secret) = (Principal(name: "token:a", scopes: []), TokenSecret("yb_a"))
        let first = try allowances.take(principal, secret)
        #expect(first == Allowance(limit: 1, left: 0, seconds: 60))
        clock.withLock { $0 += .milliseconds(59_999) }
        #expect(throws: HTTPProblem.self) { try allowances.take(principal, secret) }
        clock.withLock { $0 += .milliseconds(1) }
        let second = try allowances.take(principal, secret)
        #expect(second.left == 0)
    }

    @Test("who sends wrong tokens again and again is no longer looked up; tokens that opened before still open")
    func forged() async throws {
        let scene = Scene()
        let interface = scene.interface
        // All but one: so many requests may take longer than the minute that they are counted in.
        for _ in 2...Allowances.forgeries { interface.allowances.noteForged(from: nil) }
        try await scene.test(ServerSettings(), interface) { client in
            let first = try await client.get("/api/v1/queues")
            #expect(first.status == 200)
            let forged = client.with("yb_wrong")
            #expect(try await forged.get("/api/v1/queues").status == 401)
            #expect(try await forged.get("/api/v1/queues").status == 429)
            #expect(try await client.get("/api/v1/queues").status == 200)
        }
    }

    @Test("addresses are counted apart, and forgotten with the minute")
    func addresses() throws {
        let clock = Mutex(ContinuousClock.now)
        let allowances = Allowances(perMinute: 1) { clock.withLock { $0 } }
        for _ in 1...Allowances.forgeries { allowances.noteForged(from: "192.0.2.1") }
        #expect(throws: HTTPProblem.self) { try allowances.admit(TokenSecret("x"), from: "192.0.2.1") }
        try allowances.admit(TokenSecret("x"), from: "192.0.2.2")
        clock.withLock { $0 += .seconds(60) }
        try allowances.admit(TokenSecret("x"), from: "192.0.2.1")
    }
}
