import Testing
import YobanCore

@testable import YobanHTTP

@Suite("Pages from elsewhere can't use a server on loopback") struct GateTests {
    private func hosts(_ listen: String, names: [String] = []) throws -> AllowedHosts {
        var settings = ServerSettings()
        settings.listen = try #require(ServerSettings.Listen(parsing: listen, in: "/"))
        settings.names = names
        return AllowedHosts(settings)
    }

    @Test(
        "on loopback only its own names are answered",
        arguments: [
            ("localhost", true), ("localhost:8740", true), ("127.0.0.1:9", true), ("[::1]:8740", true), ("LOCALHOST", true),
            ("night.example", true), ("evil.example", false), ("evil.example:8740", false), ("127.0.0.1.evil.example", false),
            ("localhost.evil.example", false), ("", false), (nil, false), ("[::2]", false), ("[", false),
        ] as [(String?, Bool)])
    func names(authority: String?, isAllowed: Bool) throws {
        #expect(try hosts("127.0.0.1:8740", names: ["Night.example"]).allows(authority) == isAllowed)
    }

    @Test("the address that is given to other hosts is one of its names")
    func url() throws {
        var settings = ServerSettings()
        settings.url = ServerURL(parsing: "https://Yoban.example.jp:8740/nightly")
        #expect(AllowedHosts(settings).allows("yoban.example.jp:8740") && !AllowedHosts(settings).allows("example.jp"))
    }

    @Test("elsewhere the name doesn't matter")
    func elsewhere() throws {
        #expect(try hosts("0.0.0.0:8740").allows("batch01.example"))
        #expect(try hosts("unix:/run/x").allows(nil))
    }

    @Test(
        "an origin is ours when it is the same place, or one of our names",
        arguments: [
            ("http://localhost:8740", "localhost:8740", true), ("https://night.example", "127.0.0.1:8740", true),
            ("http://evil.example", "localhost:8740", false), ("null", "localhost", false), ("", "localhost", false),
            ("http://localhost.evil.example", "localhost", false),
        ])
    func origins(origin: String, authority: String, isOurs: Bool) throws {
        #expect(try hosts("127.0.0.1:8740", names: ["night.example"]).isOurs(origin: origin, authority: authority) == isOurs)
    }

    @Test("an open server takes its own origin only")
    func openOrigins() throws {
        let hosts = try hosts("0.0.0.0:8740")
        #expect(hosts.isOurs(origin: "http://batch01:8740", authority: "batch01:8740"))
        #expect(!hosts.isOurs(origin: "http://localhost:8740", authority: "batch01:8740"))
    }

    @Test("a page from elsewhere may read what it can't see anyway, and change nothing")
    func foreignPage() async throws {
        let scene = Scene()
        try await scene.test { client in
            let headers = ["Origin": "http://evil.example"]
            let reply = try await client.post("/api/v1/jobs", #"{"job_key": "profit-management"}"#, headers: headers)
            #expect(reply.status == 403 && reply.code == "foreign_origin")
            #expect(try await scene.store.newestJob() == nil)
            let read = try await client.get("/api/v1/jobs", headers: headers)
            #expect(read.status == 200 && read.headers[name: "Access-Control-Allow-Origin"] == nil)
            let own = try await client.post(
                "/api/v1/jobs", #"{"job_key": "profit-management"}"#, headers: ["Origin": "http://localhost"])
            #expect(own.status == 201)
        }
    }
}
