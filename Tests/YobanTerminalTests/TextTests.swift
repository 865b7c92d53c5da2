import Testing
import YobanTerminal

@Suite("Text in cells")
struct TextTests {
    @Test(
        "takes the cells that a terminal gives it",
        arguments: [
            ("", 0), ("abc", 3), ("夜番", 4), ("ｶﾞﾝﾊﾞﾚ", 6), ("ＡＢ", 4), ("か\u{3099}", 2), ("が", 2), ("e\u{301}", 1), ("é", 1),
            ("…━●①", 4), ("한국어", 6), ("\u{1112}\u{1161}\u{11AB}", 2), ("第六竹石ビル", 12), ("、。「」", 8), ("\u{3000}", 2),
            ("🦉", 2), ("👨‍👩‍👧‍👦", 2), ("👩🏽‍💻", 2), ("👍🏿", 2), ("☝🏽", 2), ("🇯🇵", 2), ("🇯🇵🇺🇸", 4), ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 2), ("1️⃣", 2), ("❤", 1), ("❤️", 2),
            ("❤️‍🔥", 2), ("☎️", 2), ("a\u{FE0F}", 1), ("⌚", 2), ("㈱", 2), ("𠮷野家", 6), ("葛\u{E0100}城", 4), ("a\u{200B}b", 2), ("ไทย", 3),
            ("\u{AD}", 1), ("\u{10FFFD}", 1),
        ])
    func width(text: String, cells: Int) {
        #expect(DisplayWidth.of(text) == cells, "\(text.unicodeScalars.map { String($0.value, radix: 16) })")
    }

    @Test(
        "is cut before the character that no longer fits",
        arguments: [
            ("第六竹石ビル", 12, "第六竹石ビル"), ("第六竹石ビル", 11, "第六竹石ビ…"), ("第六竹石ビル", 10, "第六竹石…"), ("abc", 2, "a…"), ("abc", 1, "…"),
            ("abc", 0, ""), ("ab👨‍👩‍👧‍👦c", 4, "ab…"), ("", 0, ""), ("日本", 3, "日…"),
        ])
    func truncation(text: String, cells: Int, expected: String) {
        #expect(DisplayWidth.truncate(text, to: cells) == expected)
    }

    @Test("is padded on either side, and never cut by padding")
    func padding() {
        #expect(DisplayWidth.pad("夜", to: 4) == "夜  ")
        #expect(DisplayWidth.pad("夜", to: 4, .right) == "  夜")
        #expect(DisplayWidth.pad("夜番", to: 3) == "夜番")
    }

    @Test(
        "shows what a terminal would obey",
        arguments: [
            ("plain 夜番 👩🏽‍💻", "plain 夜番 👩🏽‍💻"), ("a\nb\r\n\tc", "a\\nb\\r\\n\\tc"), ("\u{1B}[31mred\u{1B}[0m", "\\e[31mred\\e[0m"),
            ("\u{0}\u{7}\u{7F}", "\\x00\\x07\\x7F"), ("\u{9B}31m", "\\x9B31m"), ("a\u{202E}b\u{2069}", "a\\u{202E}b\\u{2069}"),
            ("\u{2028}", "\\u{2028}"),
        ])
    func sanitised(text: String, expected: String) {
        #expect(TerminalText.sanitised(text) == expected)
    }

    @Test("loses marks that no script would pile up")
    func piledMarks() {
        let piled = "a" + String(repeating: "\u{301}", count: 10_000) + "b"
        #expect(TerminalText.sanitised(piled).unicodeScalars.count == 10)
    }

    @Test("of every control character nothing reaches the terminal, in colour or not")
    func noControl() {
        let all = String(String.UnicodeScalarView((0..<0x100).compactMap { Unicode.Scalar($0 as UInt32) }))
        let colourful = StyledText(all, .red).rendered(Style(usesColour: true, usesUnicode: true))
        #expect(colourful.hasPrefix("\u{1B}[31m") && colourful.hasSuffix("\u{1B}[0m"))
        #expect(!colourful.dropFirst(5).dropLast(4).unicodeScalars.contains { $0.properties.generalCategory == .control })
    }

    @Test("in several colours is cut where the cells end")
    func styledTruncation() {
        let text = StyledText("夜番", .red) + StyledText("abcdef", .green)
        let cells = (0...11).map { text.truncated(to: $0, ellipsis: "…") }
        #expect(cells.enumerated().allSatisfy { $1.width <= $0 })
        #expect(cells.map(\.text) == ["", "…", "…", "夜…", "夜…", "夜番…", "夜番a…", "夜番ab…", "夜番abc…", "夜番abcd…", "夜番abcdef", "夜番abcdef"])
        #expect(cells[6].rendered(Style(usesColour: true, usesUnicode: true)) == "\u{1B}[31m夜番\u{1B}[0m\u{1B}[32ma…\u{1B}[0m")
    }
}
