import YobanCore

/// Makes text that others wrote fit to be shown: names, messages and output come from outside, and a terminal obeys what it reads.
package enum TerminalText {
    /// More marks on one character than any script uses would hide lines above and below.
    private static let mostMarks = 8

    /// On one line, with everything that would move the cursor, change colours or turn the direction of reading shown as an escape.
    ///
    /// `\n` `\r` `\t` `\e` by name, other controls as `\x07`, bidirectional controls and line separators as `\u{202E}`.
    /// Of more than eight zero-width scalars in a row the rest is left out.
    package static func sanitised(_ text: String) -> String {
        if text.utf8.allSatisfy({ 0x20 <= $0 && $0 < 0x7F }) { return text }
        var result = String.UnicodeScalarView()
        var marks = 0
        for scalar in text.unicodeScalars {
            if scalar.isUnsafeToShow {
                marks = 0
                result.append(contentsOf: escape(scalar).unicodeScalars)
                continue
            }
            marks = DisplayWidth.isZeroWidth(scalar) ? marks + 1 : 0
            if marks <= mostMarks { result.append(scalar) }
        }
        return String(result)
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        case "\u{1B}": return "\\e"
        default:
            let hex = String(scalar.value, radix: 16, uppercase: true)
            return scalar.value < 0x100 ? "\\x" + (hex.count < 2 ? "0" : "") + hex : "\\u{\(hex)}"
        }
    }
}
