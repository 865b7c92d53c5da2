/// One parameter that a definition takes.
package struct Parameter: Sendable, Equatable {
    /// What values are allowed.
    package enum Kind: Sendable, Equatable {
        /// Any text, or text that wholly matches the regular expression.
        case text(matches: String?)
        case integer(minimum: Int?, maximum: Int?)
        /// One of these.
        case choice([String])
        /// A calendar day, `YYYY-MM-DD`.
        case date
    }

    /// Letters, digits and `_`, beginning with a letter.
    package var name: String
    package var kind: Kind
    package var isRequired: Bool
    package var defaultValue: String?

    /// In bytes of UTF-8.
    package static let maximumLength = 4096

    package init(name: String, kind: Kind, isRequired: Bool, defaultValue: String? = nil) {
        self.name = name
        self.kind = kind
        self.isRequired = isRequired
        self.defaultValue = defaultValue
    }
}
