/// Who asks, and what it may do.
package struct Principal: Sendable, Equatable {
    /// As it is recorded: the user of a command, `token:deploy`.
    package var name: String
    package var scopes: Set<Scope>
    /// Only jobs whose key matches one of these globs (`*` and `?`) exist for it; empty: all jobs. A job without a key needs all.
    package var keyGlobs: [String]
    /// Where it asks from: an IP address, or nil for this machine's command line.
    package var address: String?

    package init(name: String, scopes: Set<Scope>, keyGlobs: [String] = [], address: String? = nil) {
        self.name = name
        self.scopes = scopes
        self.keyGlobs = keyGlobs
        self.address = address
    }

    /// Somebody at this machine who can read the catalogue and reach the store anyway: there is nothing to hold back.
    package static func local(_ user: String) -> Self { Self(name: user, scopes: Role.admin.scopes) }

    package func may(_ scope: Scope) -> Bool { scopes.contains(scope) || scopes.contains(.admin) }

    /// Whether jobs of this key exist for it.
    package func sees(_ key: JobKey?) -> Bool { Glob.admits(key, by: keyGlobs) }
}

/// Patterns over keys and names.
package enum Glob {
    /// Whether a job of this key is one of those that the patterns name. Without patterns every job is; without a key none that has some.
    package static func admits(_ key: JobKey?, by patterns: [String]) -> Bool {
        guard !patterns.isEmpty else { return true }
        guard let key else { return false }
        return patterns.contains { matches(key.value, $0) }
    }

    /// Whether it stands for itself only.
    package static func isPlain(_ pattern: String) -> Bool { !pattern.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") } }

    /// Whether the whole text fits: `*` is any number of characters, `?` is one. Takes at most text × pattern steps.
    package static func matches(_ text: String, _ pattern: String) -> Bool {
        let (text, pattern) = (Array(text.utf8), Array(pattern.utf8))
        var (at, within) = (0, 0)
        // Where to go on when what follows the last star did not fit.
        var star: (pattern: Int, text: Int)?
        while at < text.count {
            if within < pattern.count, pattern[within] == UInt8(ascii: "*") {
                star = (within, at)
                within += 1
            } else if within < pattern.count, pattern[within] == UInt8(ascii: "?") || pattern[within] == text[at] {
                at += 1
                within += 1
            } else if let last = star {
                star = (last.pattern, last.text + 1)
                at = last.text + 1
                within = last.pattern + 1
            } else {
                return false
            }
        }
        return pattern[within...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
