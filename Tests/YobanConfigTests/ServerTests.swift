import Testing
import YobanConfig
import YobanCore

@Suite("Where the HTTP interface listens") struct ServerTests {
    @Test(
        "addresses", arguments: ["127.0.0.1:8740", "[::1]:8740", "db-1.example.jp:80", "0.0.0.0:0", "unix:/run/yoban.sock", "off"])
    func addresses(_ text: String) throws {
        let project = try Project(["yoban.yaml": "server: { listen: '\(text)' }\n"])
        #expect(try project.load().settings.server.listen.text == text)
    }

    @Test("what is not said: loopback, in the clear; what is short; what is relative")
    func defaults() throws {
        #expect(try Project(["yoban.yaml": "jobs: {}\n"]).load().settings.server.listen.text == "127.0.0.1:8740")
        #expect(try Project(["yoban.yaml": "server: { listen: ':80' }\n"]).load().settings.server.listen.text == "0.0.0.0:80")
        let project = try Project([
            "yoban.yaml": """
            server:
              listen: unix:run/yoban.sock
              tls: { certificate: tls/server.pem, key: /etc/yoban/server.key }
              names: [Yoban.example.jp]
            """
        ])
        let server = try project.load().settings.server
        #expect(server.listen == .unix(path: project.folder + "/run/yoban.sock"))
        #expect(server.certificate == project.folder + "/tls/server.pem" && server.key == "/etc/yoban/server.key")
        #expect(server.names == ["yoban.example.jp"])
    }

    @Test("flag before environment before file")
    func precedence() throws {
        let project = try Project(["yoban.yaml": "server: { listen: '127.0.0.1:1' }\n"])
        let environment = ["YOBAN_LISTEN": "127.0.0.1:2"]
        #expect(try project.load(environment: environment).settings.server.listen.text == "127.0.0.1:2")
        var flags = Configuration.Flags()
        flags.listen = "off"
        #expect(try project.load(flags, environment: environment).settings.server.listen == .off)
    }

    @Test(
        "who can reach it",
        arguments: [
            ("localhost:1", true), ("127.8.8.8:1", true), ("[::1]:1", true), ("unix:s", true), (":1", false), ("10.0.0.1:1", false),
        ])
    func local(_ text: String, _ isLocal: Bool) throws {
        #expect(try #require(ServerSettings.Listen(parsing: text, in: "/")).isLocal == isLocal)
    }

    private static let allowed = "write for example 127.0.0.1:8740, [::1]:8740, :8740 (every address), unix:run/yoban.sock or off"

    @Test(
        "mistakes",
        arguments: [
            Mistake("server: { listen: 8740 }\n", "1:19 “listen” cannot be “8740”; \(allowed)"),
            Mistake("server: { listen: 'a:65536' }\n", "1:19 “listen” cannot be “a:65536”; \(allowed)"),
            Mistake("server: { listen: '::1:80' }\n", "1:19 “listen” cannot be “::1:80”; \(allowed)"),
            Mistake("server: { listen: 'http://a:80' }\n", "1:19 “listen” cannot be “http://a:80”; \(allowed)"),
            Mistake("server: { listen: 'unix:' }\n", "1:19 “listen” cannot be “unix:”; \(allowed)"),
            Mistake(
                "server: { names: [a b] }\n",
                "1:19 “names” cannot hold “a b”: write host names without a port, for example yoban.example.jp"),
            Mistake(
                "server: { tls: { key: a } }\n",
                "1:16 “tls” needs both “certificate” and “key”, for example tls: { certificate: server.pem, key: server.key }"),
        ])
    func mistakes(_ mistake: Mistake) throws { try mistake.check() }
}
