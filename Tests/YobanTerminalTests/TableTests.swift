import Testing
import YobanCore
import YobanTerminal

@Suite("Tables and styles")
struct TableTests {
    private let plain = Style(usesColour: false, usesUnicode: true)

    private var table: Table {
        var table = Table([
            Column("ID", .right, minimum: 5), Column("STATUS"), Column("JOB", minimum: 8, yields: 1),
            Column("PROGRESS", minimum: 6, yields: 2),
            Column("TOOK", .right),
        ])
        table.rows = [
            ["1290", plain.status(.running, label: "running"), "週次フェーズ集計", " 63% 週次集計 12/19", "3m 2s"],
            ["1287", plain.status(.failed, label: "failed"), "profit-management", " 71% exit 1", "14m31s"],
        ]
        return table
    }

    @Test("On a pipe nothing is cut, and columns stand two spaces apart")
    func piped() {
        #expect(
            table.rendered(plain, width: nil) == """
                  ID  STATUS     JOB                PROGRESS               TOOK
                1290  ● running  週次フェーズ集計    63% 週次集計 12/19   3m 2s
                1287  ✗ failed   profit-management   71% exit 1          14m31s

                """)
    }

    @Test(
        "What yields most is cut first, down to its minimum",
        arguments: [(70, "週次フェーズ集計 "), (49, "週次フェーズ集計 "), (48, "週次フェーズ集… "), (41, "週次フ… ")])
    func fitted(width: Int, name: String) {
        let lines = table.rendered(plain, width: width).split(separator: "\n")
        #expect(lines.allSatisfy { DisplayWidth.of($0) <= width })
        #expect(lines[1].contains(name))
    }

    @Test("Every width is kept, even one that no column fits")
    func everyWidth() {
        for width in 1...100 {
            let lines = table.rendered(plain, width: width).split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.count == 4 && lines.allSatisfy { DisplayWidth.of($0) <= width }, "at \(width)")
        }
    }

    @Test("No line ends in a space")
    func noTrailingSpace() {
        var table = table
        table.rows.append(["1", "x", "", "", ""])
        table.columns[4].alignment = .left
        for line in table.rendered(plain, width: nil).split(separator: "\n") { #expect(!line.hasSuffix(" ")) }
    }

    @Test("A name with line breaks and colours of its own stays one row")
    func hostileName() {
        var table = Table([Column("JOB")])
        table.rows = [[StyledText("a\n\u{1B}[2Jb")]]
        #expect(table.rendered(plain, width: nil) == "JOB\na\\n\\e[2Jb\n")
    }

    @Test(
        "Colour and symbols follow terminal, NO_COLOR, TERM and the character set",
        arguments: [
            (["LANG": "ja_JP.UTF-8"], true, true, true), (["LANG": "ja_JP.UTF-8"], false, false, true),
            (["LANG": "C.utf8", "NO_COLOR": "1"], true, false, true), (["LANG": "C.utf8", "NO_COLOR": ""], true, true, true),
            (["LC_ALL": "C", "LANG": "ja_JP.UTF-8", "TERM": "dumb"], true, false, false),
            (["LC_ALL": "", "LC_CTYPE": "ja_JP.eucJP"], true, true, false),
            ([:], true, true, false),
        ] as [([String: String], Bool, Bool, Bool)])
    func style(environment: [String: String], isTerminal: Bool, colour: Bool, unicode: Bool) {
        #expect(Style(environment: environment, isTerminal: isTerminal) == Style(usesColour: colour, usesUnicode: unicode))
    }

    @Test("Each status has a symbol of its own, one cell wide, ASCII where it must be")
    func symbols() {
        for unicode in [true, false] {
            let style = Style(usesColour: true, usesUnicode: unicode)
            let symbols = JobStatus.allCases.map { style.symbol(for: $0) }
            #expect(Set(symbols).count == JobStatus.allCases.count)
            #expect(symbols.allSatisfy { DisplayWidth.of($0) == 1 })
            #expect(unicode || symbols.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } })
        }
        #expect(
            Style(usesColour: true, usesUnicode: true).status(.failed, label: "失敗").rendered(Style(usesColour: true, usesUnicode: true))
                == "\u{1B}[31m✗ 失敗\u{1B}[0m")
    }
}
