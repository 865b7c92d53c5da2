import Testing
import YobanCore
import YobanOperations

@testable import YobanAdmin

@Suite("Output as lines of a page", .timeLimit(.minutes(10)))
struct LogTextTests {
    private func html(_ text: String, _ style: TextStyle = TextStyle()) -> String {
        var (html, style): ([UInt8], TextStyle) = ([], style)
        LogText(Array(text.utf8)[...]).write(to: &html, &style)
        return String(decoding: html, as: UTF8.self)
    }

    @Test(
        "text is text, colours are classes, and what a terminal would do is done",
        arguments: [
            ("<script>alert(\"1\")</script> & more", "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; more"),
            ("\u{1B}[31m失敗\u{1B}[0m です", "<span class=\"f1\">失敗</span> です"),
            ("\u{1B}[1;32;41mok", "<span class=\"f2 b1 bo\">ok</span>"),
            ("\u{1B}[38;5;196mred \u{1B}[38;2;0;0;255mblue", "<span class=\"f9\">red </span><span class=\"f12\">blue</span>"),
            (" 10%\r 50%\r100%", "100%"), ("done\r", "done"), ("done\r\r", "done"), ("abc\u{8}\u{8}x", "ax"), ("名前\u{8}", "名"),
            ("\u{1B}]0;title\u{7}text", "text"), ("\u{1B}]8;;http://evil\u{1B}\\link", "link"),
            ("\u{1B}[2Jclear\u{1B}[10;5Hmove", "clearmove"),
            ("a\tb", "a\tb"), ("\u{0}\u{7}", "\u{2400}\u{2407}"), ("\u{202E}txt", "‹U+202E›txt"), ("\u{9B}31m", "‹U+9B›31m"),
            ("\u{1B}", ""), ("\u{1B}[", ""), ("\u{1B}[31", ""), ("", ""),
            ("\u{1B}[99999999999999999999m!", "!"),
        ])
    func texts(_ text: String, _ expected: String) { #expect(html(text) == expected) }

    @Test("bytes that are no text are shown as such")
    func invalid() {
        var (html, style): ([UInt8], TextStyle) = ([], TextStyle())
        LogText([0xFF, 0x41, 0xC3]).write(to: &html, &style)
        #expect(String(decoding: html, as: UTF8.self) == "\u{FFFD}A\u{FFFD}")
    }

    @Test("what is copied as it is looks as if it was written scalar by scalar", arguments: 0..<200)
    func copied(_: Int) {
        // Beginnings, middles and ends of scalars of all kinds, in every order, with what is odd or markup among them.
        let parts: [[UInt8]] =
            [
                "a", "<", "&", "\"", ">", "\t", "\u{0}", "\u{7F}", "é", "\u{85}", "\u{61C}", "あ", "漢字", "한", "…", "\u{200F}", "\u{202E}",
                "\u{2069}", "→", "─", "（", "\u{FEFF}", "\u{FFFF}", "\u{E000}", "\u{1000}", "\u{FFF}", "🌙",
            ].map { Array($0.utf8) } + [0x80, 0xBF, 0xC2, 0xE1, 0xE2, 0xED, 0xEF, 0xF0, 0xFF].map { [$0] } + [
                [0xED, 0xA0, 0x80], [0xE2, 0x84],
            ]
        let line = (0..<Int.random(in: 0...30)).flatMap { _ in parts.randomElement() ?? [] }
        var (fast, careful): ([UInt8], [UInt8]) = ([], [])
        ShownText.write(line[...], to: &fast)
        ShownText.writeCarefully(line[...], to: &careful)
        #expect(fast == careful, "\(line)")
    }

    @Test("a style goes on in the next line, and is the same after it was written into an address")
    func style() throws {
        var lines = lines(from: LogLines.Place())
        lines.feed(chunk("\u{1B}[1;31mone\ntwo"))
        #expect(String(decoding: lines.take(), as: UTF8.self) == "<div id=L1 data-n=1><span class=\"f1 bo\">one</span></div>")
        #expect(
            lines.unfinished().map { String(decoding: $0, as: UTF8.self) }
                == "<div id=L2 data-n=2><span class=\"f1 bo\">two</span></div>")
        let place = try #require(LogLines.Place(lines.place.text))
        #expect(place == lines.place && place.line == 2 && place.offset == 11)
    }

    @Test("whoever reads in pieces, and goes on from the place told, sees every line once", arguments: 1...40)
    func pieces(_ size: Int) throws {
        let text = "一行目\r\n\u{1B}[32m10%\r20%\r\u{1B}[0m完了\n\n\u{1B}[31mエラー: <b>\nlast without an end"
        let bytes = Array(text.utf8)
        var whole = lines(from: LogLines.Place())
        whole.feed(OutputChunk(offset: 0, bytes: bytes))
        let expected = whole.take() + (whole.unfinished() ?? [])
        var (shown, unfinished, place): ([UInt8], [UInt8], LogLines.Place) = ([], [], LogLines.Place())
        for end in stride(from: size, through: bytes.count + size - 1, by: size) {
            let start = Int(place.offset)
            var one = lines(from: place)
            one.feed(OutputChunk(offset: place.offset, bytes: Array(bytes[start..<min(end, bytes.count)])))
            shown += one.take()
            unfinished = one.unfinished() ?? []
            place = try #require(LogLines.Place(one.place.text))
        }
        #expect(String(decoding: shown + unfinished, as: UTF8.self) == String(decoding: expected, as: UTF8.self))
    }

    @Test("a hole is told, standard error is told apart, and times stand beside")
    func marks() {
        var lines = lines(from: LogLines.Place())
        let at = Instant(rfc3339: "2026-11-22T02:14:07+09:00")!
        lines.feed(
            OutputChunk(
                offset: 1000, bytes: Array("out\nerr\n".utf8),
                marks: [LogMark(count: 4, stream: 1, at: at), LogMark(count: 4, stream: 2, at: at)]))
        let html = String(decoding: lines.take(), as: UTF8.self)
        #expect(html.hasPrefix("<div class=gap>… 1.0 kB left out …</div>"))
        #expect(html.contains("<div id=L1 data-n=1 data-t=17:14:07>out</div>"))
        #expect(html.contains("<div id=L2 class=e data-n=2 data-t=17:14:07>err</div>"))
    }

    @Test("a line without an end is cut, not kept whole in memory")
    func long() {
        var lines = lines(from: LogLines.Place())
        lines.feed(OutputChunk(offset: 0, bytes: [UInt8](repeating: 0x61, count: LogLines.longestLine * 2 + 5)))
        #expect(lines.place.line == 3 && lines.place.offset == Int64(LogLines.longestLine * 2))
    }

    @Test(
        "a place that is none of ours is refused",
        arguments: [
            "", "1", "1.2", "-1.1.", "1.0.", "a.1.", "1.1..", "9999999999999999999999.1.", "9223372036854775807.1.",
            "0.9223372036854775807.",
        ])
    func places(_ text: String) { #expect(LogLines.Place(text) == nil) }

    private func lines(from place: LogLines.Place) -> LogLines { LogLines(from: place, zone: .utc, language: .english) }
    private func chunk(_ text: String) -> OutputChunk { OutputChunk(offset: 0, bytes: Array(text.utf8)) }
}
