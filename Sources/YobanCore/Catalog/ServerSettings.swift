/// Where and how the HTTP interface listens.
package struct ServerSettings: Sendable, Equatable {
    package enum Listen: Sendable, Equatable {
        /// A host name or IP address without brackets; port 0 lets the system choose.
        case tcp(host: String, port: Int)
        /// A socket that only the user of the process may connect to; absolute.
        case unix(path: String)
        /// Not at all.
        case off
    }

    package var listen: Listen = .tcp(host: "127.0.0.1", port: 8740)
    /// PEM files, absolute; both or none. Without them connections are in the clear.
    package var certificate: String?
    package var key: String?
    /// Host names by which people reach it beside the address itself: requests for other names are refused.
    package var names: [String] = []
    /// Under which people's browsers and scripts on other hosts reach it; nil: attempts get no token for it.
    package var url: ServerURL?
    /// Of one token.
    package var requestsPerMinute = 60_000

    package init() {}
}

extension ServerSettings.Listen {
    /// As people write it: `127.0.0.1:8740`, `[::1]:8740`, `:8740` for every address, `unix:PATH`, `off`. Nil for anything else.
    ///
    /// - Parameter folder: what a relative path belongs to.
    package init?(parsing text: String, in folder: String) {
        if text == "off" {
            self = .off
            return
        }
        if text.hasPrefix("unix:") {
            let path = Path.resolve(String(text.dropFirst(5)), in: folder)
            // The kernel's limit of a socket's name.
            guard text.utf8.count > 5, path.utf8.count <= 107 else { return nil }
            self = .unix(path: path)
            return
        }
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let digits = text[text.index(after: colon)...]
        var host = String(text[..<colon])
        guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }), let port = Int(digits),
            port <= 65_535
        else { return nil }
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
            guard host.contains(":") else { return nil }
        } else if host.contains(":") {
            return nil
        }
        let allowed = host.utf8.allSatisfy { byte in
            (48...58).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 0x2D || byte == 0x2E
                || byte == 0x5F
        }
        guard allowed, host.utf8.count <= 255 else { return nil }
        self = .tcp(host: host.isEmpty ? "0.0.0.0" : host, port: port)
    }

    /// As in ``init(parsing:in:)``.
    package var text: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        case .off: "off"
        }
    }

    /// Whether only this machine can reach it.
    package var isLocal: Bool {
        switch self {
        case .tcp(let host, _): host == "localhost" || host == "::1" || host.hasPrefix("127.")
        case .unix, .off: true
        }
    }
}
