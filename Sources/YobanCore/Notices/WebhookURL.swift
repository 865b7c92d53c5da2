/// An address that a notice is posted to: `http` or `https`, a host, and no user.
package struct WebhookURL: Sendable, Equatable {
    package var isSecure: Bool
    /// A name in small letters, or an IP address without brackets.
    package var host: String
    package var port: Int
    /// Path and query, as they are sent. May hold what nobody else should read.
    package var target: String

    package enum Mistake: Error, Sendable, Equatable {
        case notHTTP
        /// A user in the address would show in logs, and is sent in the clear.
        case hasUser
        /// No host, an impossible port, or characters that an address can't hold.
        case malformed
    }

    package init(parsing text: String) throws(Mistake) {
        guard text.utf8.count <= 2048, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !Self.forbidden.contains($0) }) else {
            throw .malformed
        }
        guard let colon = text.firstRange(of: "://") else { throw .notHTTP }
        let defaultPort: Int
        switch text[..<colon.lowerBound].lowercased() {
        case "https": (isSecure, defaultPort) = (true, 443)
        case "http": (isSecure, defaultPort) = (false, 80)
        default: throw .notHTTP
        }
        let rest = text[colon.upperBound...].prefix { $0 != "#" }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard !authority.contains("@") else { throw .hasUser }
        let path = rest[authority.endIndex...]
        target = path.hasPrefix("/") ? String(path) : "/" + path
        guard let (host, port) = Self.split(authority, defaultPort) else { throw .malformed }
        self.host = host
        self.port = port
    }

    /// `<`, `>`, `"`, `\`, `^`, `` ` ``, `{`, `|`, `}`: percent-encoded where they are meant.
    private static let forbidden: Set<UInt8> = Set(#"<>"\^`{|}"#.utf8)

    private static func split(_ authority: Substring, _ defaultPort: Int) -> (String, Int)? {
        var host = authority
        var port = defaultPort
        if let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") {
            let digits = authority[authority.index(after: colon)...]
            guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(digits),
                (1...65_535).contains(number)
            else { return nil }
            port = number
            host = authority[..<colon]
        }
        if host.hasPrefix("[") {
            guard host.hasSuffix("]"), host.contains(":") else { return nil }
            host = host.dropFirst().dropLast()
            guard host.utf8.allSatisfy({ ishex($0) || $0 == 0x3A || $0 == 0x2E }) else { return nil }
        } else {
            guard host.utf8.allSatisfy({ ishex($0) || (0x67...0x7A).contains($0 | 0x20) || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F }) else {
                return nil
            }
        }
        guard (1...253).contains(host.utf8.count) else { return nil }
        return (host.lowercased(), port)
    }

    private static func ishex(_ byte: UInt8) -> Bool { (48...57).contains(byte) || (0x61...0x66).contains(byte | 0x20) }

    /// The value of the header `Host`.
    package var hostHeader: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }

    /// What may be shown: not the target, which often is a secret.
    package var shown: String { (isSecure ? "https://" : "http://") + hostHeader }
}
