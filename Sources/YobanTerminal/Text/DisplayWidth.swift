/// How many cells of a terminal a text takes, by East Asian Width (UAX #11) and emoji sequences (UTS #51).
///
/// Ambiguous characters take one cell, as terminals do unless told otherwise. For sanitised text: a control character counts nothing.
package enum DisplayWidth {
    package static func of(_ text: some StringProtocol) -> Int {
        if text.utf8.allSatisfy({ 0x20 <= $0 && $0 < 0x7F }) { return text.utf8.count }
        return text.reduce(0) { $0 + of($1) }
    }

    package static func of(_ character: Character) -> Int {
        var width = 0
        var base: Unicode.Scalar?
        var isJoined = false
        for scalar in character.unicodeScalars {
            if scalar == zeroWidthJoiner {
                isJoined = true
            } else if scalar == emojiPresentation {
                // Only where such a sequence exists: there it makes a narrow character an emoji.
                if width == 1, base?.properties.isEmoji == true { width = 2 }
            } else if isJoined {
                isJoined = false
            } else if let base, base.properties.isEmojiModifierBase, scalar.properties.isEmojiModifier {
                width = 2
            } else if let base, isRegionalIndicator(base), isRegionalIndicator(scalar) {
                continue
            } else if base != nil, scalar.properties.generalCategory == .spacingMark {
                width += 1
            } else {
                width += of(scalar)
                if !isZeroWidth(scalar) { base = scalar }
            }
        }
        return width
    }

    /// `text` if it fits into `cells`, else its beginning and `ellipsis`, together at most `cells` wide. Never splits a character.
    package static func truncate(_ text: String, to cells: Int, ellipsis: String = "…") -> String {
        if of(text) <= cells { return text }
        let room = cells - of(ellipsis)
        guard room >= 0 else { return "" }
        var used = 0
        var result = ""
        for character in text {
            used += of(character)
            if used > room { break }
            result.append(character)
        }
        return result + ellipsis
    }

    /// `text` with spaces to be `cells` wide; a wider text stays as it is.
    package static func pad(_ text: String, to cells: Int, _ alignment: Alignment = .left) -> String {
        let spaces = String(repeating: " ", count: max(0, cells - of(text)))
        return alignment == .left ? text + spaces : spaces + text
    }

    /// Combining, joining and other scalars that take no cell of their own.
    static func isZeroWidth(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x300: return false
        // Kana, ideographs, Hangul syllables: most of what is shown here, and the properties below are slow to ask.
        case 0x3041...0x3096, 0x30A0...0x30FF, 0x3400...0x9FFF, 0xAC00...0xD7A3: return false
        // Hangul vowels and final consonants join the syllable before them.
        case 0x1160...0x11FF, 0xD7B0...0xD7FB: return true
        // Format characters that are seen: they stand before digits.
        case 0x0600...0x0605, 0x06DD, 0x070F, 0x0890...0x0891, 0x08E2, 0x110BD, 0x110CD: return false
        default: break
        }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .spacingMark, .format, .lineSeparator, .paragraphSeparator: return true
        default: return scalar.properties.isDefaultIgnorableCodePoint
        }
    }

    private static func of(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0x20..<0x7F: 1
        case 0..<0xA0: 0
        default: isZeroWidth(scalar) ? 0 : WideScalars.contains(scalar) ? 2 : 1
        }
    }

    private static func isRegionalIndicator(_ scalar: Unicode.Scalar) -> Bool { (0x1F1E6...0x1F1FF).contains(scalar.value) }

    private static let zeroWidthJoiner: Unicode.Scalar = "\u{200D}"
    private static let emojiPresentation: Unicode.Scalar = "\u{FE0F}"
}

package enum Alignment: Sendable {
    case left, right
}
