/// Text for one line of a terminal, in colours. Holds sanitised text only, so what others wrote can't reach the terminal as commands.
package struct StyledText: Sendable, Equatable, ExpressibleByStringInterpolation {
    private struct Span: Sendable, Equatable {
        var text: String
        var tint: Tint
    }

    private var spans: [Span]

    package init(_ text: String, _ tint: Tint = .plain) {
        spans = text.isEmpty ? [] : [Span(text: TerminalText.sanitised(text), tint: tint)]
    }

    package init(stringLiteral text: String) { self.init(text) }

    package static func + (a: Self, b: Self) -> Self {
        var sum = a
        sum.spans += b.spans
        return sum
    }

    package static func += (a: inout Self, b: Self) { a.spans += b.spans }

    /// Without colours.
    package var text: String { spans.map(\.text).joined() }

    /// In cells.
    package var width: Int { spans.reduce(0) { $0 + DisplayWidth.of($1.text) } }

    /// Cut to at most `cells`; the ellipsis has the colour of what it replaces.
    package func truncated(to cells: Int, ellipsis: String) -> Self {
        guard width > cells else { return self }
        let room = cells - DisplayWidth.of(ellipsis)
        var result = Self("")
        var used = 0
        for span in spans {
            let wide = DisplayWidth.of(span.text)
            if used + wide <= room {
                result.spans.append(span)
                used += wide
            } else {
                // Wider than the room that is left, so this ends in the ellipsis.
                let cut = room < 0 ? "" : DisplayWidth.truncate(span.text + ellipsis, to: cells - used, ellipsis: ellipsis)
                result.spans.append(Span(text: cut, tint: span.tint))
                break
            }
        }
        return result
    }

    package func padded(to cells: Int, _ alignment: Alignment = .left) -> Self {
        let spaces = Self(String(repeating: " ", count: max(0, cells - width)))
        return alignment == .left ? self + spaces : spaces + self
    }

    /// What goes to the terminal: with colours if the style has them.
    package func rendered(_ style: Style) -> String {
        guard style.usesColour else { return text }
        return spans.map { span in
            span.tint == .plain ? span.text : "\u{1B}[\(span.tint.rawValue)m\(span.text)\u{1B}[0m"
        }.joined()
    }
}

/// A colour or weight; the raw value is the parameter of SGR.
package enum Tint: Int, Sendable {
    case plain = 0
    case bold = 1
    case red = 31
    case green = 32
    case yellow = 33
    case cyan = 36
    case grey = 90
}
