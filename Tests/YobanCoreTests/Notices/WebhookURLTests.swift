import Testing
import YobanCore

@Suite("The address of a webhook") struct WebhookURLTests {
    @Test(
        "what it says",
        arguments: [
            (
                "https://Hooks.example.jp/T0/x?a=1&b=%E5%A4%9C#top", true, "hooks.example.jp", 443, "/T0/x?a=1&b=%E5%A4%9C",
                "hooks.example.jp"
            ),
            ("http://a:8080", false, "a", 8080, "/", "a:8080"), ("HTTP://a:80/", false, "a", 80, "/", "a"),
            ("https://[2001:DB8::1]:443/x", true, "2001:db8::1", 443, "/x", "[2001:db8::1]"),
            ("https://[::1]/", true, "::1", 443, "/", "[::1]"), ("https://a?b", true, "a", 443, "/?b", "a"),
        ])
    func read(_ text: String, _ isSecure: Bool, _ host: String, _ port: Int, _ target: String, _ header: String) throws {
        let url = try WebhookURL(parsing: text)
        #expect(url.isSecure == isSecure && url.host == host && url.port == port && url.target == target && url.hostHeader == header)
        #expect(!url.shown.contains("T0"), "the path may be a secret")
    }

    @Test(
        "what is refused",
        arguments: [
            ("ftp://a/", .notHTTP), ("a.example.jp/x", .notHTTP), ("file:///etc/passwd", .notHTTP), ("https://u:p@a/", .hasUser),
            ("https://u@a/", .hasUser), ("https:///x", .malformed), ("https://a:0/", .malformed), ("https://a:65536/", .malformed),
            ("https://a:/", .malformed), ("https://::1/", .malformed), ("https://[a]/", .malformed), ("https://a b/", .malformed),
            ("https://a/\r\nX: y", .malformed), ("https://夜.jp/", .malformed), ("https://a/\\b", .malformed), ("https://a%2e/", .malformed),
            ("", .notHTTP),
        ] as [(String, WebhookURL.Mistake)])
    func refused(_ text: String, _ mistake: WebhookURL.Mistake) {
        #expect(throws: mistake) { try WebhookURL(parsing: text) }
    }
}
