/// Lines and columns in a text, as YAML counts them.
enum SourceText {
    /// The place of a line and column, both from 1; nil beyond the end.
    static func index(line: Int, column: Int, in scalars: String.UnicodeScalarView) -> String.Index? {
        var at = Yaml.Mark(line: 1, column: 1)
        for index in scalars.indices {
            if at.line == line, at.column == column { return index }
            at = next(at, after: index, in: scalars)
        }
        return nil
    }

    /// The first character that YAML does not allow in a file, and where it stands.
    static func firstForbidden(in text: String) -> (scalar: Unicode.Scalar, mark: Yaml.Mark)? {
        var at = Yaml.Mark(line: 1, column: 1)
        let scalars = text.unicodeScalars
        for index in scalars.indices {
            if !isAllowed(scalars[index]) { return (scalars[index], at) }
            at = next(at, after: index, in: scalars)
        }
        return nil
    }

    private static func next(_ at: Yaml.Mark, after index: String.Index, in scalars: String.UnicodeScalarView) -> Yaml.Mark {
        let after = scalars.index(after: index)
        switch scalars[index] {
        case "\r" where after < scalars.endIndex && scalars[after] == "\n": return .init(line: at.line, column: at.column + 1)
        case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": return .init(line: at.line + 1, column: 1)
        default: return .init(line: at.line, column: at.column + 1)
        }
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: scalar != "\u{FEFF}"
        default: false
        }
    }
}
