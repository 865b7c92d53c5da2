/// A regular expression that a catalogue gives for a text.
///
/// `\d` means 0 to 9 only: full-width digits look the same to a person and not to a script.
package struct Pattern {
    private let regex: Regex<AnyRegexOutput>

    /// In bytes.
    package static let maximumLength = 1000

    /// Nil when it is no regular expression that can be used, or too long.
    package init?(_ pattern: String) {
        guard pattern.utf8.count <= Self.maximumLength else { return nil }
        do {
            regex = try Regex(pattern).asciiOnlyDigits()
            // Some mistakes are found only when it is used.
            _ = try regex.wholeMatch(in: "")
        } catch {
            return nil
        }
    }

    package func matchesWhole(_ value: String) -> Bool { (try? regex.wholeMatch(in: value)) != nil }
}
