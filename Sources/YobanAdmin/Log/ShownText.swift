/// Text of a job as HTML that shows it: nothing in it is markup, and no control character is obeyed.
enum ShownText {
    /// What is common is copied as it is.
    static func write(_ text: ArraySlice<UInt8>, to html: inout [UInt8]) {
        var rest = text
        while !rest.isEmpty {
            let plain = rest.prefix(plainCount(rest))
            html += plain
            rest = rest[plain.endIndex...]
            switch rest.first {
            case UInt8(ascii: "<"): html += "&lt;".utf8
            case UInt8(ascii: ">"): html += "&gt;".utf8
            case UInt8(ascii: "&"): html += "&amp;".utf8
            case UInt8(ascii: "\""): html += "&quot;".utf8
            default: return writeCarefully(rest, to: &html)
            }
            rest = rest.dropFirst()
        }
    }

    /// How many of the first bytes show nothing but themselves: printable ASCII, and whole scalars between U+1000 and U+FFFF of blocks
    /// without odd ones, which is all that Japanese is written with.
    private static func plainCount(_ text: ArraySlice<UInt8>) -> Int {
        text.withUnsafeBufferPointer { text in
            var index = 0
            while index < text.count {
                switch text[index] {
                case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), UInt8(ascii: "\""): return index
                case 0x20...0x7E, 0x09: index += 1
                // Not U+2000 to U+20FF, where writing is turned around, and not 0xED, among which are no scalars.
                case 0xE1...0xEC, 0xEE, 0xEF:
                    guard index + 2 < text.count, text[index + 1] & 0xC0 == 0x80, text[index + 2] & 0xC0 == 0x80,
                        text[index] != 0xE2 || text[index + 1] >= 0x84
                    else { return index }
                    index += 3
                default: return index
                }
            }
            return index
        }
    }

    /// The same for any bytes, scalar by scalar.
    static func writeCarefully(_ text: ArraySlice<UInt8>, to html: inout [UInt8]) {
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            switch scalar {
            case "<": html += "&lt;".utf8
            case ">": html += "&gt;".utf8
            case "&": html += "&amp;".utf8
            case "\"": html += "&quot;".utf8
            case "\t": html.append(0x09)
            // Control characters are shown by their picture, those that turn writing around by their number.
            case _ where scalar.value < 0x20: html += Array(String(Unicode.Scalar(0x2400 + scalar.value) ?? " ").utf8)
            case "\u{7F}": html += "\u{2421}".utf8
            case "\u{80}"..."\u{9F}", "\u{200E}", "\u{200F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}", "\u{61C}":
                html += "‹U+\(String(scalar.value, radix: 16, uppercase: true))›".utf8
            default: html += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
            }
        }
    }
}
