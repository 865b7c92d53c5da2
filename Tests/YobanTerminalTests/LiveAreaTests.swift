import Testing
import YobanCore
import YobanTerminal

@Suite("Progress and the live area")
struct LiveAreaTests {
    private let style = Style(usesColour: false, usesUnicode: true)
    private let start = Instant(milliseconds: 1_000_000)

    private func bar(_ percentage: Int?, _ message: String, label: String = "", language: Language = .english) -> ProgressBar {
        ProgressBar(
            label: label, progress: Progress(percentage: percentage, message: message), elapsed: .seconds(372), remaining: .seconds(510),
            language: language)
    }

    private func area(animated: Bool = true) -> LiveArea { LiveArea(style: style, isAnimated: animated, language: .english) }

    @Test("A progress line has its parts in their places")
    func progressLine() {
        #expect(
            bar(42, "120/285 第六竹石ビル").drawn(style, width: 100).text
                == " 42% ━━━━━━━━━━━━━╸                     120/285 第六竹石ビル              6m 12s, about 8m 30s left ")
        #expect(
            bar(42, "120/285 第六竹石ビル", language: .japanese).drawn(style, width: 80).text
                == " 42% ━━━━━━━━              120/285 第六竹石ビル       6分12秒、残り約8分30秒    ")
        #expect(
            bar(42, "120/285").drawn(Style(usesColour: false, usesUnicode: false), width: 80).text.hasPrefix(" 42% ========   "))
    }

    @Test("A progress line is never wider than the terminal, whatever the script says")
    func progressWidth() {
        for percentage in [nil, 0, 1, 50, 99, 100] {
            for width in 1...140 {
                for message in ["", "a", "第六竹石ビル\n\u{1B}[2J", String(repeating: "夜", count: 300)] {
                    let line = bar(percentage, message, label: "profit-management").drawn(style, width: width)
                    #expect(line.width <= width, "\(width): \(line.text)")
                }
            }
        }
    }

    @Test("Parts stay in place while message and times change")
    func steady() {
        func places(_ message: String, _ elapsed: Int, _ remaining: Int?) -> [Int] {
            let bar = ProgressBar(
                progress: Progress(percentage: 100, message: message), elapsed: .seconds(elapsed),
                remaining: remaining.map { .seconds($0) },
                language: .english)
            let line = bar.drawn(style, width: 90).text
            let time = line.firstRange(of: HumanTime.duration(.seconds(elapsed), .english))?.lowerBound ?? line.startIndex
            return [line.count { $0 == "━" }, DisplayWidth.of(line[..<time])]
        }
        #expect(places("", 1, nil) == [33, 64])
        #expect(places("a", 3599, 6900) == [33, 64])
        #expect(places(String(repeating: "夜", count: 99), 61, 5) == [33, 64])
    }

    @Test("The bar is full at 100 % only, and grows by half cells")
    func barLength() {
        func cells(_ percentage: Int) -> Int {
            bar(percentage, "").drawn(style, width: 100).text.reduce(0) { $0 + ($1 == "━" ? 2 : $1 == "╸" ? 1 : 0) }
        }
        #expect([0, 1, 2, 50, 99, 100].map(cells) == [0, 0, 1, 33, 65, 66])
    }

    @Test("What is left is told when there is something to tell from")
    func remaining() {
        #expect(Progress(percentage: 25).remaining(after: .seconds(60)) == .seconds(180))
        #expect([nil, 0, 1, 100].allSatisfy { Progress(percentage: $0).remaining(after: .seconds(60)) == nil })
    }

    @Test("Frames are drawn over each other, lasting lines stay above, the cursor stands below")
    func redrawn() {
        var area = area()
        var screen = Screen(columns: 40, rows: 10)
        let size = TerminalSize(columns: 40, rows: 10)
        screen.receive("$ yoban\n")
        screen.receive(area.frame([LiveLine(id: "1", bar(10, "first")), LiveLine(id: "2", bar(20, "other"))], size: size, now: start))
        screen.receive(area.frame(above: ["said this"], [LiveLine(id: "1", bar(11, "x"))], size: size, now: start))
        #expect(screen.text.count == 3 && screen.text[1] == "said this" && screen.text[2].hasPrefix(" 11% "))
        #expect(screen.cursor == [3, 0])
        screen.receive(area.frame([LiveLine(id: "1", bar(12, "y")), LiveLine(id: "3", bar(1, "z"))], size: size, now: start))
        #expect(screen.text.count == 4 && screen.text[2].hasPrefix(" 12% ") && screen.text[3].hasPrefix("  1% "))
        screen.receive(area.frame([LiveLine(id: "3", bar(2, "z"))], size: size, now: start))
        #expect(screen.text.count == 3 && screen.text[2].hasPrefix("  2% ") && screen.cursor == [3, 0])
        screen.receive(area.clear())
        #expect(screen.text == ["$ yoban", "said this"])
        #expect(screen.cursor == [2, 0])
        #expect(area.clear().isEmpty)
        #expect(screen.unknown.isEmpty)
    }

    @Test("A frame that changes nothing writes nothing")
    func unchanged() {
        var area = area()
        let size = TerminalSize(columns: 40, rows: 10)
        #expect(!area.frame([LiveLine(id: "1", bar(10, "a"))], size: size, now: start).isEmpty)
        #expect(area.frame([LiveLine(id: "1", bar(10, "a"))], size: size, now: start).isEmpty)
        area.leave()
        let again = area.frame([LiveLine(id: "1", bar(10, "a"))], size: size, now: start)
        #expect(!again.isEmpty && !again.contains("A"))
    }

    @Test("At the bottom of the screen, through scrolling, nothing is drawn twice or lost")
    func scrolling() {
        var area = area()
        var screen = Screen(columns: 30, rows: 5)
        for step in 1...20 {
            screen.receive(
                area.frame(
                    above: [StyledText("line \(step)")], (1...3).map { LiveLine(id: "\($0)", bar(step, "job \($0)")) },
                    size: TerminalSize(columns: 30, rows: 5), now: start))
        }
        #expect(screen.history == (1...19).map { "line \($0)" })
        #expect(screen.text.first == "line 20" && screen.text.count == 4)
    }

    @Test("More lines than rows are counted instead of shown")
    func tooMany() {
        var area = area()
        var screen = Screen(columns: 30, rows: 4)
        for (step, count) in [(1, 3), (2, 9), (3, 9)] {
            screen.receive(
                area.frame(
                    (1...count).map { LiveLine(id: "\($0)", bar(step, "対象物件を読んでいます")) }, size: TerminalSize(columns: 30, rows: 4),
                    now: start))
        }
        #expect(screen.text.count == 3 && screen.text.last == "and 7 more" && screen.history.isEmpty)
    }

    @Test("After the terminal was made narrower, the rows that its lines were broken into are taken back")
    func resized() {
        var area = area()
        _ = area.frame(
            [LiveLine(id: "1", bar(10, "a")), LiveLine(id: "2", bar(10, "b"))], size: TerminalSize(columns: 101, rows: 10), now: start)
        let frame = area.frame([LiveLine(id: "1", bar(11, "a"))], size: TerminalSize(columns: 51, rows: 10), now: start)
        #expect(frame.hasPrefix("\u{1B}[?2026h\r\u{1B}[4A\u{1B}[J"))
    }

    @Test("On a pipe a line is printed when it says something new, once per interval, and nothing moves")
    func piped() {
        var area = area(animated: false)
        let size = TerminalSize(columns: 80, rows: 24)
        func frame(_ percentage: Int, at second: Int, above: [StyledText] = []) -> String {
            area.frame(
                above: above, [LiveLine(id: "7", bar(percentage, "a\u{1B}b", label: "job"))], size: size, now: start + .seconds(second))
        }
        #expect(frame(1, at: 0) == "job  1%  a\\eb\n")
        #expect(frame(2, at: 1).isEmpty)
        #expect(frame(3, at: 9, above: ["kept"]) == "kept\n")
        #expect(frame(3, at: 10) == "job  3%  a\\eb\n")
        #expect(frame(3, at: 30).isEmpty)
        #expect(frame(4, at: -50) == "job  4%  a\\eb\n")
        #expect(area.clear().isEmpty)
    }
}
