package import YobanCore

/// What the terminal, or the pipe, at the other end can show.
package struct Style: Sendable, Equatable {
    package var usesColour: Bool
    /// Whether symbols outside ASCII may be used. Names and messages are shown as they are.
    package var usesUnicode: Bool

    package init(usesColour: Bool, usesUnicode: Bool) {
        self.usesColour = usesColour
        self.usesUnicode = usesUnicode
    }

    /// Colour on a terminal unless `NO_COLOR` (no-color.org) is set or it is dumb; symbols by the character set of the locale.
    package init(environment: [String: String], isTerminal: Bool) {
        let forbidsColour = !(environment["NO_COLOR"] ?? "").isEmpty
        usesColour = isTerminal && !forbidsColour && environment["TERM"] != "dumb"
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? "C"
        let characterSet = locale.lowercased()
        usesUnicode = characterSet.contains("utf-8") || characterSet.contains("utf8")
    }

    package var ellipsis: String { usesUnicode ? "…" : "..." }

    package func symbol(for status: JobStatus) -> String {
        switch status {
        case .pending: usesUnicode ? "◌" : "o"
        case .running: usesUnicode ? "●" : "*"
        case .completed: usesUnicode ? "✔" : "+"
        case .failed: usesUnicode ? "✗" : "x"
        case .stopped: usesUnicode ? "■" : "#"
        }
    }

    /// The symbol and a word, in the colour of the status: never colour alone.
    package func status(_ status: JobStatus, label: String) -> StyledText {
        StyledText("\(symbol(for: status)) \(label)", Self.tint(for: status))
    }

    package static func tint(for status: JobStatus) -> Tint {
        switch status {
        case .pending: .grey
        case .running: .cyan
        case .completed: .green
        case .failed: .red
        case .stopped: .yellow
        }
    }
}
