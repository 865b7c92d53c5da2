/// A process as it is named in a record.
package struct ProcessNote: Sendable, Hashable, CustomStringConvertible {
    /// So many are named at most: a result must fit into the room that is kept for it.
    package static let maximumNamed = 24

    package var pid: Int32
    /// The kernel's short name.
    package var name: String
    /// The beginning of the command line; empty when the kernel tells none.
    package var command: String

    package init(pid: Int32, name: String, command: String) {
        self.pid = pid
        self.name = name
        self.command = command
    }

    /// `4711 sleep`
    package var description: String { "\(pid) \(name)" }

    /// `4711 TAB sleep TAB sleep 300`: a name may hold spaces.
    package var text: String {
        func plain(_ text: String) -> String { String(text.map { $0 == "\t" || $0 == "\n" ? " " : $0 }) }
        return "\(pid)\t\(plain(name))\t\(plain(command))"
    }

    /// Reads `text`.
    package init?(text: String) {
        let parts = text.split(separator: "\t", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let pid = Int32(parts[0]) else { return nil }
        self.init(pid: pid, name: String(parts[1]), command: String(parts[2]))
    }
}
