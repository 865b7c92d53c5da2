import YobanCore

/// The names by which requests may call this server.
///
/// A page from elsewhere can make a browser on this machine talk to loopback by a name of its own (DNS rebinding). Then `Host` is that name.
struct AllowedHosts: Sendable {
    private let names: Set<String>
    private let isLimited: Bool

    init(_ settings: ServerSettings) {
        var names = Set(settings.names.map { $0.lowercased() })
        names.formUnion(["localhost", "127.0.0.1", "[::1]"])
        if let url = settings.url { names.insert(url.host) }
        // A browser can't be led to a socket in the file system.
        guard case .tcp(let host, _) = settings.listen else {
            (self.names, isLimited) = (names, false)
            return
        }
        names.insert(host.contains(":") ? "[\(host.lowercased())]" : host.lowercased())
        (self.names, isLimited) = (names, settings.listen.isLocal)
    }

    /// Whether a request for this authority (`Host`) may be answered.
    func allows(_ authority: String?) -> Bool {
        guard isLimited else { return true }
        return authority.map { names.contains(Self.host(of: $0)) } ?? false
    }

    /// Whether a page from this origin may change something: it is ours.
    func isOurs(origin: String, authority: String?) -> Bool {
        guard let scheme = origin.firstRange(of: "://") else { return false }
        let place = origin[scheme.upperBound...].lowercased()
        return place == authority?.lowercased() || isLimited && names.contains(Self.host(of: place))
    }

    /// Without the port, in small letters.
    private static func host(of authority: String) -> String {
        let text = authority.lowercased()
        if text.hasPrefix("[") { return text.firstIndex(of: "]").map { String(text[...$0]) } ?? text }
        return String(text.prefix { $0 != ":" })
    }
}
