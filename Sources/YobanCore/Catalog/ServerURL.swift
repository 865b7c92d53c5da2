/// The address under which other hosts reach the HTTP interface: `http` or `https`, a host, and perhaps a port and a path before all paths.
package struct ServerURL: Sendable, Equatable {
    /// Without a slash at its end.
    package let text: String
    /// As requests name it in `Host`, without the port, in small letters.
    package let host: String

    /// Nil for anything else; a user, a query or a fragment has no place in it.
    package init?(parsing text: String) {
        guard !text.utf8.contains(UInt8(ascii: "?")), !text.utf8.contains(UInt8(ascii: "#")), let address = try? WebhookURL(parsing: text)
        else { return nil }
        var path = Substring(address.target)
        while path.last == "/" { path.removeLast() }
        self.text = address.shown + path
        host = address.host.contains(":") ? "[\(address.host)]" : address.host
    }
}
