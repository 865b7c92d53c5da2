package import YobanCore

/// One line of the live area.
package struct LiveLine: Sendable {
    /// Tells lines apart from frame to frame.
    package var id: String
    /// For a terminal.
    package var bar: ProgressBar

    package init(id: String, _ bar: ProgressBar) {
        self.id = id
        self.bar = bar
    }
}

/// Lines at the bottom of the terminal that are redrawn in place, with lasting lines printed above them.
///
/// Makes the text of a frame; the caller writes it whole, with one write. The cursor stays visible, on the row below the area: there is
/// nothing to restore whatever ends the process, and the `^C` that a terminal echoes stands alone. On a pipe nothing moves: a
/// live line is printed when what its job says has changed, each at most once per interval.
package struct LiveArea: Sendable {
    private let style: Style
    private let isAnimated: Bool
    private let language: Language
    private let interval: Duration
    /// Of each row that is on the screen: what was drawn and its width in cells.
    private var drawn: [(text: String, width: Int)] = []
    private var printed: [String: (text: String, at: Instant)] = [:]

    /// `interval` is for pipes.
    package init(style: Style, isAnimated: Bool, language: Language, interval: Duration = .seconds(10)) {
        self.style = style
        self.isAnimated = isAnimated
        self.language = language
        self.interval = interval
    }

    /// The next frame: `above` is printed to stay, `lines` replace the ones before. Empty when nothing changes.
    ///
    /// `size` is the terminal's at this moment. On a pipe it is not used.
    package mutating func frame(above: [StyledText] = [], _ lines: [LiveLine], size: TerminalSize, now: Instant) -> String {
        isAnimated ? animated(above, lines, size) : plain(above, lines, now)
    }

    /// Takes the live lines off the screen.
    package mutating func clear() -> String {
        defer { drawn = [] }
        return drawn.isEmpty ? "" : "\r\u{1B}[\(drawn.count)A\u{1B}[J"
    }

    /// Leaves the live lines where they are; the next frame begins below. Also for after SIGCONT, when the shell has written below.
    package mutating func leave() { drawn = [] }

    private mutating func animated(_ above: [StyledText], _ lines: [LiveLine], _ size: TerminalSize) -> String {
        // A full last column leaves the cursor between two rows; the row of the cursor is below the area.
        let rows = fitted(lines, to: max(1, size.rows - 1), width: max(1, size.columns - 1)).map { line in
            (text: line.rendered(style), width: line.width)
        }
        if above.isEmpty, rows.elementsEqual(drawn, by: { $0.text == $1.text && $0.width == $1.width }) { return "" }
        // Terminals break the rows of a wider frame anew when they are made narrower.
        let height = drawn.reduce(0) { $0 + max(1, ($1.width + size.columns - 1) / size.columns) }
        var frame = "\u{1B}[?2026h\r"
        if height > 0 { frame += "\u{1B}[\(height)A" }
        if !above.isEmpty || height != drawn.count { frame += "\u{1B}[J" }
        for line in above { frame += line.rendered(style) + "\n" }
        for row in rows { frame += row.text + "\u{1B}[K\n" }
        if rows.count < drawn.count { frame += "\u{1B}[J" }
        drawn = rows
        return frame + "\u{1B}[?2026l"
    }

    private func fitted(_ lines: [LiveLine], to rows: Int, width: Int) -> [StyledText] {
        let shown = lines.count <= rows ? lines.count : rows - 1
        var result = lines.prefix(shown).map { $0.bar.drawn(style, width: width) }
        if shown < lines.count {
            let rest = lines.count - shown
            result.append(
                StyledText(Text(ja: "ほか\(rest)件", en: "and \(rest) more").inLanguage(language), .grey).truncated(to: width, ellipsis: ""))
        }
        return result
    }

    private mutating func plain(_ above: [StyledText], _ lines: [LiveLine], _ now: Instant) -> String {
        var result = above.map { $0.rendered(style) + "\n" }.joined()
        var next: [String: (text: String, at: Instant)] = [:]
        for line in lines {
            let text = TerminalText.sanitised(line.bar.plain)
            let last = printed[line.id]
            // A clock that was set back must not silence the line.
            let isDue = last.map { now - $0.at >= interval || now < $0.at } ?? true
            if !text.isEmpty, isDue, text != last?.text {
                result += text + "\n"
                next[line.id] = (text, now)
            } else {
                next[line.id] = last
            }
        }
        printed = next
        return result
    }
}
