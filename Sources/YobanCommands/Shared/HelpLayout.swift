import YobanTerminal

/// Breaks the lines of a help text by what a terminal shows. The parser counts characters, which are half of what Japanese needs, and
/// leaves usages whole.
enum HelpLayout {
    /// Where the parser begins what it says about an option.
    private static let column = 26

    static func wrapped(_ text: String, width: Int) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { wrapped($0, width: width) }.joined(separator: "\n")
    }

    private static func wrapped(_ line: Substring, width: Int) -> String {
        let indent = indent(of: line)
        guard DisplayWidth.of(line) > width, width > indent + 20 else { return String(line) }
        var result = ""
        var used = 0
        for unit in units(of: line) {
            let wide = DisplayWidth.of(unit)
            if used + wide > width, used > indent {
                result = result.trimmedEnd + "\n" + String(repeating: " ", count: indent)
                used = indent
                if unit == " " { continue }
            }
            result += unit
            used += wide
        }
        return result.trimmedEnd
    }

    private static func indent(of line: Substring) -> Int {
        for head in ["USAGE: ", "Usage: ", "使い方: "] where line.hasPrefix(head) { return DisplayWidth.of(head) }
        let spaces = line.prefix { $0 == " " }.count
        return spaces == 2 ? column : spaces
    }

    /// What must stay together: words, what is in brackets, and closing marks with what they close.
    private static func units(of line: Substring) -> [String] {
        var units: [String] = []
        var depth = 0
        for character in line {
            let isWide = DisplayWidth.of(character) > 1
            let staysWithLast = "、。，）」".contains(character) || depth > 0 || (character != " " && !isWide)
            if character == "[" { depth += 1 }
            if character == "]" { depth -= 1 }
            if staysWithLast, let last = units.last, last != " ", depth > 0 || !lastIsWide(last) || "、。，）」]".contains(character) {
                units[units.count - 1].append(character)
            } else {
                units.append(String(character))
            }
        }
        return units
    }

    private static func lastIsWide(_ unit: String) -> Bool { unit.last.map { DisplayWidth.of($0) > 1 } ?? false }
}

extension String {
    fileprivate var trimmedEnd: String { String(reversed().drop { $0 == " " }.reversed()) }
}
