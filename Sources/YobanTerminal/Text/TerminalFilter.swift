/// Makes a script's output fit for a terminal: colours and line ends stay, everything else that would move the cursor or worse is shown.
///
/// Takes the output in pieces; a character or an escape sequence may be cut between two.
package struct TerminalFilter: Sendable {
    private var rest: [UInt8] = []

    package init() {}

    /// What may be written now.
    package mutating func filtered(_ bytes: [UInt8]) -> String {
        rest += bytes
        let complete = Self.completePrefix(of: rest)
        let text = String(decoding: rest[..<complete], as: UTF8.self)
        rest.removeFirst(complete)
        return Self.shown(text)
    }

    /// What was held back, and an end to colours that the output left on.
    package mutating func finish() -> String {
        let text = String(decoding: rest, as: UTF8.self)
        rest = []
        return Self.shown(text) + "\u{1B}[0m"
    }

    /// Without a character or a colour sequence that has begun and may go on. Nothing is held back for longer than 32 bytes.
    private static func completePrefix(of bytes: [UInt8]) -> Int {
        let tail = bytes.suffix(32)
        if let escape = tail.lastIndex(of: 0x1B),
            !bytes[escape...].dropFirst().contains(where: { (0x40...0x7E).contains($0) && $0 != 0x5B })
        {
            return escape
        }
        for (back, byte) in bytes.suffix(4).reversed().enumerated() where byte & 0xC0 != 0x80 {
            let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
            return length > back + 1 ? bytes.count - back - 1 : bytes.count
        }
        return bytes.count
    }

    private static func shown(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let next = rest.unicodeScalars.firstIndex(where: { $0 == "\u{1B}" || $0 == "\n" || $0 == "\r" || $0 == "\t" }) {
            result += TerminalText.sanitised(String(rest[..<next]))
            if let colour = rest[next...].prefixMatch(of: /\u{1B}\[[0-9;:]*m/) {
                result += colour.output
                rest = rest[colour.range.upperBound...]
                continue
            }
            let scalar = rest.unicodeScalars[next]
            result += scalar == "\u{1B}" ? TerminalText.sanitised("\u{1B}") : String(scalar)
            rest = rest[rest.unicodeScalars.index(after: next)...]
        }
        return result + TerminalText.sanitised(String(rest))
    }
}
