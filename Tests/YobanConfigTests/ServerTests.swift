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
        #expect(try Project(["yoban.yaml": "jobs: {}\n"]).load().settings.server.url == nil)
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

    @Test(
        "the address for other hosts",
        arguments: [
            ("https://Yoban.example.jp:8740", "https://yoban.example.jp:8740", "yoban.example.jp"),
            ("http://10.0.0.1/", "http://10.0.0.1", "10.0.0.1"), ("https://a/nightly/", "https://a/nightly", "a"),
            ("HTTPS://[::1]:443//", "https://[::1]", "[::1]"),
        ])
    func url(_ text: String, _ expected: String, _ host: String) throws {
        let url = try Project(["yoban.yaml": "server: { url: '\(text)' }\n"]).load().settings.server.url
        #expect(url?.text == expected && url?.host == host)
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

    private static let url =
        "1:16 “url” is the address under which other hosts reach this server (http or https; no user, no ? and no #), for example https://yoban.example.jp:8740"

    @Test(
        "what is no address for other hosts, and is not repeated",
        arguments: [
            "yoban.example.jp", "ftp://a", "unix:/run/x", "https://", "https://u:p@a", "https://a?x=1", "https://a/#x", "https://a:0",
            "https://a:65536", "https://a b", "https://夜番",
        ])
    func wrongURL(_ text: String) throws { try Mistake("server: { url: '\(text)' }\n", Self.url).check() }

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
