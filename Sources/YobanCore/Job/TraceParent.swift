/// Which trace a job belongs to, and what asked for it: `traceparent` of the W3C's Trace Context.
package struct TraceParent: Sendable, Equatable {
    /// As it is sent: `00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01`.
    package let text: String

    /// Nil for what is none: nobody is refused for it.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard parts.map(\.utf8.count) == [2, 32, 16, 2], parts[0] != "ff", parts.allSatisfy({ $0.utf8.allSatisfy(Self.isDigit) }),
            Self.isSomething(parts[1]), Self.isSomething(parts[2])
        else { return nil }
        self.text = text
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) || (97...102).contains(byte) }
    private static func isSomething(_ digits: String) -> Bool { digits.contains { $0 != "0" } }
}
