import YobanCore

/// Where the HTTP interface of a server is: `https://batch01:8740`, `http://127.0.0.1:8740`, `unix:/run/yoban/http.sock`.
package struct ServerAddress: Sendable, Equatable {
    /// What stands before the path of each request.
    let base: String
    /// As it was given, for people.
    package let label: String

    /// - Parameter folder: where a relative path of a socket begins.
    package init(parsing text: String, in folder: String) throws(RemoteError) {
        label = text
        if text.hasPrefix("unix:") {
            let path = Path.resolve(String(text.dropFirst("unix:".count)), in: folder)
            base = "http+unix://" + Self.encoded(path)
            return
        }
        let isSecure = text.hasPrefix("https://")
        guard isSecure || text.hasPrefix("http://") else { throw Self.refused(text) }
        let rest = text.dropFirst(isSecure ? 8 : 7)
        let isPlain = rest.utf8.allSatisfy { (0x21..<0x7F).contains($0) && !"@?#\\".utf8.contains($0) }
        guard let first = rest.first, first != "/", first != ":", isPlain else { throw Self.refused(text) }
        base = String(text.last == "/" ? text.dropLast() : text[...])
    }

    private static func refused(_ text: String) -> RemoteError {
        RemoteError(
            .usage,
            Text(
                ja: "「\(text.shortened)」はサーバーの URL として読めません。例: https://batch01:8740、http://127.0.0.1:8740、unix:/run/yoban/http.sock",
                en:
                    "'\(text.shortened)' is no address of a server. Examples: https://batch01:8740, http://127.0.0.1:8740, unix:/run/yoban/http.sock"
            ))
    }

    /// For a place in a URL where only letters, digits, `-`, `_`, `.` mean themselves.
    static func encoded(_ text: String) -> String {
        text.utf8.reduce(into: "") { encoded, byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default: encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
    }
}
