/// Where a server is, as one URL tells it: `mysql://user@host:3306/database?option=value`. Never holds a password.
///
/// | option | meaning |
/// |---|---|
/// | `socket=/path` | the server's unix socket; the host is then left out, or `localhost` |
/// | `tls=verify`, `require`, `off` | encrypted and the server's certificate checked; encrypted only; in the clear |
/// | `ca=/path`, `cert=/path`, `key=/path` | PEM files: who may vouch for the server (else the system's), and our own certificate |
/// | `password-file=/path`, `password-env=NAME` | where the password is, read at each connect; else `YOBAN_STORE_PASSWORD`, else none |
///
/// Without `tls`: `verify` over a network, `off` on this machine. `mariadb://` is the same.
package struct MySQLAddress: Sendable, Equatable {
    package enum Endpoint: Sendable, Equatable {
        case socket(String)
        case host(String, port: Int)
    }

    package enum Encryption: String, Sendable {
        case verify, require, off
    }

    package enum PasswordSource: Sendable, Equatable {
        case file(String)
        case environment(String)
    }

    package var endpoint: Endpoint
    package var user: String
    package var database: String
    package var encryption: Encryption
    package var authority: String?
    package var certificate: String?
    package var key: String?
    package var password: PasswordSource

    package static let defaultPasswordVariable = "YOBAN_STORE_PASSWORD"

    /// Reads a URL; the error says what is wrong with it, without repeating a password in it.
    package init(parsing url: String) throws(MySQLAddressError) {
        guard let scheme = url.firstRange(of: "://"), ["mysql", "mariadb"].contains(url[..<scheme.lowerBound]) else { throw .scheme }
        var rest = url[scheme.upperBound...]
        let options = try Self.options(Self.cut(&rest, at: "?"))
        let path = Self.cut(&rest, at: "/") ?? ""
        guard let at = rest.lastIndex(of: "@") else { throw .noUser }
        let user = rest[..<at]
        // A password in a URL ends up in argv, in shell histories and in logs.
        guard !user.contains(":") else { throw .passwordInURL }
        self.user = try Self.decoded(user)
        database = try Self.decoded(path)
        guard !self.user.isEmpty else { throw .noUser }
        guard !database.isEmpty, !database.contains("/") else { throw .noDatabase }
        let host = rest[rest.index(after: at)...]
        if let socket = options["socket"] {
            guard socket.hasPrefix("/"), host.isEmpty || host == "localhost" else { throw .socket }
            endpoint = .socket(socket)
        } else {
            endpoint = try Self.endpoint(host)
        }
        if let text = options["tls"] {
            guard let encryption = Encryption(rawValue: text) else { throw .option("tls=\(text)") }
            self.encryption = encryption
        } else {
            encryption = endpoint.isThisMachine ? .off : .verify
        }
        authority = options["ca"]
        certificate = options["cert"]
        key = options["key"]
        switch (options["password-file"], options["password-env"]) {
        case (let path?, nil): password = .file(path)
        case (nil, let name): password = .environment(name ?? Self.defaultPasswordVariable)
        case (_?, _?): throw .option("password-env")
        }
    }

    /// For messages and logs: `user@host:3306/database`.
    package var label: String {
        switch endpoint {
        case .socket(let path): "\(user)@\(path)/\(database)"
        case .host(let host, let port): "\(user)@\(host.contains(":") ? "[\(host)]" : host):\(port)/\(database)"
        }
    }

    /// Cuts off what follows a mark, if there is one.
    private static func cut(_ text: inout Substring, at mark: Character) -> Substring? {
        guard let position = text.firstIndex(of: mark) else { return nil }
        defer { text = text[..<position] }
        return text[text.index(after: position)...]
    }

    private static func endpoint(_ text: Substring) throws(MySQLAddressError) -> Endpoint {
        var host = text
        var port = 3306
        if let colon = text.lastIndex(of: ":"), !text[colon...].contains("]") {
            host = text[..<colon]
            guard let number = Int(text[text.index(after: colon)...]), (1...65535).contains(number) else { throw .port }
            port = number
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty else { throw .noHost }
        return .host(try decoded(host), port: port)
    }

    private static let optionNames: Set = ["socket", "tls", "ca", "cert", "key", "password-file", "password-env"]

    private static func options(_ text: Substring?) throws(MySQLAddressError) -> [String: String] {
        var options: [String: String] = [:]
        for pair in (text ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            // Not repeated: it may be a password under another name.
            guard parts.count == 2, optionNames.contains(String(parts[0])), options[String(parts[0])] == nil else {
                throw .option(String(parts[0]))
            }
            options[String(parts[0])] = try decoded(parts[1])
        }
        return options
    }

    private static func decoded(_ text: Substring) throws(MySQLAddressError) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            // C strings follow: a NUL would cut them.
            guard let digits = String(rest.prefix(2)), digits.utf8.count == 2, let value = UInt8(digits, radix: 16), value != 0 else {
                throw .encoding
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        guard !bytes.contains(0), let decoded = String(validating: bytes, as: UTF8.self) else { throw .encoding }
        return decoded
    }
}

extension MySQLAddress.Endpoint {
    fileprivate var isThisMachine: Bool {
        switch self {
        case .socket: true
        case .host(let host, _): host == "localhost" || host.hasPrefix("127.") || host == "::1"
        }
    }
}
