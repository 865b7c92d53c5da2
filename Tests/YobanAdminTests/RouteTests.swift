import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Testing
import YobanCore
import YobanOperations
import YobanTestKit

@testable import YobanAdmin
@testable import YobanHTTP

@Suite("The doors of the screen", .timeLimit(.minutes(10)))
struct RouteTests {
    private let store = MemoryStore()
    private let clock = ManualClock(.at(0))

    private var interface: Interface {
        let definition = JobDefinition(
            key: JobKey("report")!, name: "月次 <b>レポート</b>", command: ["/srv/report.py"], workingDirectory: "/srv",
            location: Location(file: "/srv/yoban.yaml"))
        let catalogue = Catalogue(file: "/srv/yoban.yaml", ownerUID: 0, definitions: [definition])
        var interface = Interface(
            authentication: Authentication(store: store, now: clock.now),
            operations: { [store, clock] in
                Operations(store: store, catalogue: catalogue, principal: $0, now: clock.now, isThere: { _ in true }) { _, _ in }
            }, version: "1.2.3", notify: { _ in })
        let screen = Screen(interface, Settings(store: "sqlite:/srv/yoban.db", state: "/srv/var"), address: nil, now: clock.now)
        interface.addPages = { screen.addRoutes(to: &$0, $1, $2) }
        interface.problemPage = { try await screen.page(of: $0, $1, $2) }
        return interface
    }

    private struct Route: Hashable {
        let method: HTTPRequest.Method
        let path: String
    }

    /// What the screen added, with something in the place of what varies.
    private func routes(_ interface: Interface) -> [Route] {
        let all = interface.routes(for: ServerSettings(), Stopping()).known
        return all.filter { path, _ in !path.hasPrefix("/api/") && !path.hasPrefix("/batch-jobs") && !Self.service.contains(path) }
            .flatMap { path, methods in
                let path = path.replacing(":id", with: "1").replacing(":number", with: "1").replacing(":key", with: "report")
                    .replacing(":name", with: "screen.css")
                return methods.filter { $0 != .head }.map { Route(method: $0, path: path) }
            }
    }
    private static let service: Set = ["/healthz", "/readyz", "/version", "/metrics"]
    /// For everybody.
    private static let open: Set = ["/sign-in", "/choices", "/assets/screen.css"]

    private func cookie(_ role: Role) async throws -> String {
        let operations = interface.operations(.local("root"))
        let user = try await operations.createUser(name: role.rawValue, role: role)
        let link = try await operations.signInLink(forUserNamed: user.name, lifetime: .seconds(60))
        let opened = try await Authentication(store: store, now: clock.now).signIn(link.secret, from: nil, agent: "test")
        return "yoban=\(try #require(opened).secret.text)"
    }

    private func send(
        _ method: HTTPRequest.Method, _ path: String, cookie: String? = nil, body: String? = nil, _ client: any TestClientProtocol,
        _ headers: HTTPFields = [:]
    ) async throws -> TestResponse {
        var headers = headers
        if let cookie { headers[.cookie] = cookie }
        if body != nil { headers[.contentType] = "application/x-www-form-urlencoded" }
        headers[HTTPField.Name("Host")!] = "127.0.0.1:8740"
        return try await client.execute(uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
    }

    private func test(_ body: @Sendable (any TestClientProtocol) async throws -> Void) async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let application = Application(router: interface.router(for: ServerSettings(), Stopping()), logger: logger)
        try await application.test(.router, body)
    }

    @Test("without a session every path leads to the door, and nothing happens")
    func closed() async throws {
        let routes = routes(interface)
        #expect(routes.count > 25)
        try await test { client in
            for route in routes where !Self.open.contains(route.path) {
                for cookie in [
                    nil, "yoban=ys_\(String(repeating: "0", count: 64))", "yoban=", "yoban=\(String(repeating: "x", count: 5000))",
                ] {
                    let answer = try await send(route.method, route.path, cookie: cookie, client)
                    #expect(answer.status == .seeOther && answer.headers[.location] == "/sign-in", "\(route)")
                }
            }
        }
        try await #expect(store.audit(AuditFilter()).isEmpty)
    }

    @Test("a form without the session's own mark, or sent by another site, changes nothing", arguments: Role.allCases)
    func forged(_ role: Role) async throws {
        let cookie = try await cookie(role)
        let noted = try await store.audit(AuditFilter()).count
        let mark = SessionSecret(String(cookie.dropFirst(6))).formToken
        try await test { client in
            for route in routes(interface) where route.method == .post && !Self.open.contains(route.path) {
                for body in ["", "form=", "form=\(String(repeating: "0", count: 32))"] {
                    try await #expect(send(.post, route.path, cookie: cookie, body: body, client).status == .forbidden, "\(route)")
                }
                let site: HTTPFields = [HTTPField.Name("Sec-Fetch-Site")!: "cross-site"]
                try await #expect(
                    send(.post, route.path, cookie: cookie, body: "form=\(mark)", client, site).status == .forbidden, "\(route)")
                let origin: HTTPFields = [.origin: "http://evil.example"]
                try await #expect(
                    send(.post, route.path, cookie: cookie, body: "form=\(mark)", client, origin).status == .forbidden, "\(route)")
            }
        }
        try await #expect(store.audit(AuditFilter()).count == noted)
    }

    @Test("a viewer changes nothing by any form")
    func viewer() async throws {
        let cookie = try await cookie(.viewer)
        let noted = try await store.audit(AuditFilter()).count
        let mark = SessionSecret(String(cookie.dropFirst(6))).formToken
        let body = "form=\(mark)&name=a&role=admin&scope=admin&id=999&worker=w&draining=1&queue=default&action=stop"
        try await test { client in
            for route in routes(interface) where route.method == .post && !Self.open.contains(route.path) && route.path != "/sign-out" {
                let answer = try await send(.post, route.path, cookie: cookie, body: body, client)
                // Everybody may end sessions of their own; of any other they are not told.
                let refusals: [HTTPResponse.Status] = route.path == "/admin/sessions/end" ? [.forbidden, .notFound] : [.forbidden]
                #expect(refusals.contains(answer.status), "\(route) \(answer.status)")
            }
            for path in ["/admin", "/admin/tokens", "/admin/audit", "/admin/sessions"] {
                try await #expect(send(.get, path, cookie: cookie, client).status == .forbidden, "\(path)")
            }
        }
        try await #expect(store.audit(AuditFilter()).count == noted)
    }

    @Test(
        "every page names where its parts come from, keeps out of caches and frames, and holds nothing inline", arguments: Language.allCases
    )
    func pages(_ language: Language) async throws {
        let cookie = try await cookie(.admin)
        try await test { client in
            for route in routes(interface) where route.method == .get && !["/live", "/assets/screen.css"].contains(route.path) {
                let answer = try await send(.get, route.path, cookie: "\(cookie); yoban_lang=\(language.rawValue)", client)
                guard answer.headers[.contentType]?.hasPrefix("text/html") == true else { continue }
                let html = String(buffer: answer.body)
                let policy = answer.headers[.contentSecurityPolicy] ?? ""
                #expect(policy.hasPrefix("default-src 'none'") && !policy.contains("unsafe"), "\(route)")
                #expect(answer.headers[.cacheControl] == "no-store", "\(route)")
                #expect(!html.contains("style=\"") && !html.contains("<script>") && !html.contains("[["), "\(route)")
                #expect(html.contains("<html lang=\"\(language.rawValue)\""), "\(route)")
                #expect(!html.contains("<b>レポート"), "\(route)")
            }
        }
    }

    @Test("what no page has is a page where a browser asks, in its language, and a problem elsewhere", arguments: Language.allCases)
    func unknown(_ language: Language) async throws {
        let cookie = try await cookie(.viewer)
        let page: HTTPFields = [.accept: "text/html,application/xhtml+xml,*/*;q=0.8", .acceptLanguage: language.rawValue]
        try await test { client in
            for path in ["/nothing", "/jobs/1/none", "/assets", "/.env", "/apis", "/jobs/1/stop"] {
                for cookie in [nil, cookie] {
                    let answer = try await send(.get, path, cookie: cookie, client, page)
                    let html = String(buffer: answer.body)
                    #expect((answer.headers[.allow] != nil) == (path == "/jobs/1/stop"), "\(path)")
                    #expect(answer.status == (path == "/jobs/1/stop" ? .methodNotAllowed : .notFound), "\(path)")
                    #expect(html.contains("<html lang=\"\(language.rawValue)\"") && html.contains("href=\"/jobs\""), "\(path)")
                    #expect(html.contains("href=\"/workers\"") == (cookie != nil), "\(path)")
                }
                let answer = try await send(.get, path, cookie: cookie, client)
                #expect(answer.headers[.contentType] == "application/problem+json", "\(path)")
            }
            for path in ["/api/v1/nothing", "/api/v1/jobs/9", "/api", "/batch-jobs/nothing"] {
                let answer = try await send(.get, path, cookie: cookie, client, page)
                #expect(answer.headers[.contentType]?.hasPrefix("application/") == true, "\(path)")
            }
        }
    }

    @Test("who may not see something is told what is missing, which role has it, and who grants it", arguments: Language.allCases)
    func lacking(_ language: Language) async throws {
        let cookie = try await cookie(.viewer)
        let mark = SessionSecret(String(cookie.dropFirst(6))).formToken
        try await test { client in
            let audit = try await send(.get, "/admin/audit", cookie: "\(cookie); yoban_lang=\(language.rawValue)", client)
            let shown = String(buffer: audit.body)
            #expect(audit.status == .forbidden && shown.contains(Scope.admin.word.inLanguage(language)))
            #expect(shown.contains("<code>admin</code>") && shown.contains("viewer") && shown.contains("--role admin"))
            let stop = try await send(
                .post, "/jobs/1/stop", cookie: "\(cookie); yoban_lang=\(language.rawValue)", body: "form=\(mark)", client)
            let said = String(buffer: stop.body)
            #expect(stop.status == .forbidden && said.contains(Scope.jobsControl.word.inLanguage(language)))
            #expect(said.contains("operator, admin") && said.contains("--role operator"))
        }
    }

    @Test("something that isn't there is a page too, and tells nothing of who asked")
    func missing() async throws {
        let cookie = try await cookie(.viewer)
        try await test { client in
            for path in ["/jobs/99", "/jobs/0", "/jobs/x", "/definitions/none", "/jobs/1/attempts/1/lines?from=0.1.", "/assets/none.css"] {
                try await #expect(send(.get, path, cookie: cookie, client).status == .notFound, "\(path)")
            }
        }
    }
}
