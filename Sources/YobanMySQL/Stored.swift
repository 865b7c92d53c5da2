/// What scripts and the system say is written down as well as it can be, never refused.
enum Stored {
    /// What a TEXT column holds, in bytes.
    static let longest = 65_535

    /// Cut where the column ends, between two characters.
    static func text(_ text: String, bytes limit: Int = longest) -> String {
        guard text.utf8.count > limit else { return text }
        let bytes = Array(text.utf8)
        var end = limit
        while end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return String(decoding: bytes[..<end], as: UTF8.self)
    }

    /// Cut where a VARCHAR of so many characters ends.
    static func text(_ text: String, characters limit: Int) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit)))
    }
}
