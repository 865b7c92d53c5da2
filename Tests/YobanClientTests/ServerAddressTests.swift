import Testing
import YobanCore

@testable import YobanClient

@Suite("The address of a server") struct ServerAddressTests {
    @Test(
        "is a URL without user, query and fragment, or a socket",
        arguments: [
            ("https://batch01:8740", "https://batch01:8740"), ("http://127.0.0.1:8740/", "http://127.0.0.1:8740"),
            ("https://tools.example.jp/yoban/", "https://tools.example.jp/yoban"), ("http://[::1]:8740", "http://[::1]:8740"),
            ("unix:/run/yoban/http.sock", "http+unix://%2Frun%2Fyoban%2Fhttp.sock"),
            ("unix:var/夜番.sock", "http+unix://%2Fsrv%2Fvar%2F%E5%A4%9C%E7%95%AA.sock"),
        ])
    func right(_ text: String, _ base: String) throws {
        let address = try ServerAddress(parsing: text, in: "/srv")
        #expect(address.base == base && address.label == text)
    }

    @Test(
        "anything else is said to be none, with examples",
        arguments: [
            "", "batch01", "batch01:8740", "ftp://batch01", "http://", "https:///", "http://:8740", "http://user@batch01", "http://a?b",
            "http://a#b", "http://a b", "http://a\r\nX: 1", "http://ホスト",
        ])
    func wrong(_ text: String) {
        let error = #expect(throws: RemoteError.self) { try ServerAddress(parsing: text, in: "/srv") }
        #expect(error?.kind == .usage && error?.text.en.contains("unix:/run/yoban/http.sock") == true)
    }
}
