import Testing
import YobanCore

@Suite("What a script reports")
struct ReportTests {
    @Test(
        "a line says a percentage, a message, or both",
        arguments: [
            ("::progress 42::名前", 42, "名前"), ("::progress 42", 42, nil), ("::progress::まだ", nil, "まだ"), ("::progress 42.9::x", 42, "x"),
            ("::progress 42%::x", 42, "x"), ("::progress   7::x", 7, "x"), ("::progress 120/285::第六竹石", 42, "120/285 第六竹石"),
            ("::progress 284/285", 99, "284/285"), ("::progress 285/285", 100, "285/285"), ("::progress 3/2::x", 100, "3/2 x"),
            ("::progress -5::x", 0, "x"), ("::progress 1000::x", 100, "x"), ("::progress 5::a::b", 5, "a::b"), ("::progress 5::", 5, nil),
            ("::progress 1::100%25 %0Aof%0D %2 %", 1, "100% \nof\r %2 %"),
        ] as [(String, Int?, String?)])
    func reports(_ line: String, _ percentage: Int?, _ message: String?) {
        #expect(ReportLine.parse(line.utf8) == Progress(percentage: percentage, message: message))
    }

    @Test(
        "anything else is ordinary output",
        arguments: [
            "", ":", "::", "progress 5", " ::progress 5", "::progress", "::progress::", "::progressing 5", "::progress5", "::progress x::y",
            "::progress 1/0::x", "::progress 1/x", "::progress nan", "::progress inf::x", "::progress 1e400::x", "::warning::x",
            "::PROGRESS 5",
        ])
    func ordinary(_ line: String) { #expect(ReportLine.parse(line.utf8) == nil) }

    @Test("the progress file's lines have no colons before them")
    func bare() {
        #expect(ReportLine.parseBare("progress 55::半分".utf8) == Progress(percentage: 55, message: "半分"))
        #expect(ReportLine.parseBare("::progress 55".utf8) == nil)
    }

    @Test("a long message is cut, and broken text repaired")
    func hostile() throws {
        let long = try #require(ReportLine.parse(("::progress 1::" + String(repeating: "x", count: 1_000_000)).utf8))
        #expect(try #require(long.message).utf8.count <= ReportLine.maximumLength)
        #expect(ReportLine.parse(Array("::progress 1::".utf8) + [0xFF, 0x41])?.message == "\u{FFFD}A")
    }

    @Test("the newer report lies over the older one, and percentages stay between 0 and 100")
    func over() {
        let older = Progress(percentage: 10, message: "a")
        #expect(Progress(percentage: 20).over(older) == Progress(percentage: 20, message: "a"))
        #expect(Progress(message: "b").over(older) == Progress(percentage: 10, message: "b"))
        #expect(Progress().over(older) == older)
        #expect(Progress(percentage: 400).percentage == 100 && Progress(percentage: -1).percentage == 0)
        #expect(Progress.done == Progress(percentage: 100, message: "完了"))
    }
}

@Suite("Reports in a stream of output")
struct ReportScannerTests {
    private static let stream = Array("a\n::progress 1::x\nb ::progress 9\n::progress 2\r 10%|#  |\r::progress 3::y\n:\n::\nz".utf8)

    @Test("they are found wherever the stream is cut into pieces", arguments: 1...40)
    func pieces(_ size: Int) {
        var scanner = ReportScanner()
        var found: [Progress] = []
        for start in stride(from: 0, to: Self.stream.count, by: size) {
            if let report = scanner.feed(Self.stream[start..<min(start + size, Self.stream.count)]) { found.append(report) }
        }
        let last = found.reduce(Progress()) { $1.over($0) }
        #expect(last == Progress(percentage: 3, message: "y"))
        if size == 1 { #expect(found.map(\.percentage) == [1, 2, 3]) }
        #expect(scanner.finish() == nil)
    }

    @Test("a last line without its end counts when the stream ends, once")
    func unfinished() {
        var scanner = ReportScanner()
        #expect(scanner.feed(Array("::progress 70".utf8)[...]) == nil)
        #expect(scanner.finish() == Progress(percentage: 70))
        #expect(scanner.finish() == nil)
    }

    @Test("what is skipped takes the line that it cuts with it, and no other")
    func skipped() {
        var scanner = ReportScanner()
        _ = scanner.feed(Array("::progress 1".utf8)[...])
        scanner.skipToNextLine()
        #expect(scanner.feed(Array("2::x\n".utf8)[...]) == nil)
        #expect(scanner.feed(Array("::progress 5\n".utf8)[...]) == Progress(percentage: 5))
    }

    @Test("a line without an end stays small, and the next one counts")
    func endless() {
        var scanner = ReportScanner()
        let block = [UInt8](repeating: 0x78, count: 65_536)
        _ = scanner.feed(Array("::progress 5::".utf8)[...])
        for _ in 0..<32 { #expect(scanner.feed(block[...]) == nil) }
        #expect(MemoryLayout.size(ofValue: scanner) < 64)
        let report = scanner.feed(Array("\n::progress 6\n".utf8)[...])
        #expect(report?.percentage == 6)
    }
}

@Suite("The key of a planned instant")
struct PlannedKeyTests {
    @Test("it is read as it is written, for ever")
    func written() throws {
        let key = PlannedKey(key: try #require(JobKey("profit-management")), planned: Instant(milliseconds: 1_770_138_000_000))
        #expect(key.uniqueKey == "schedule:profit-management@1770138000000")
        #expect(PlannedKey(uniqueKey: key.uniqueKey) == key)
    }

    @Test(
        "other unique keys are none",
        arguments: ["", "schedule:", "schedule:a", "schedule:a@", "schedule:a@x", "schedule:@1", "schedule:a b@1", "a@1", "Schedule:a@1"])
    func others(_ text: String) { #expect(PlannedKey(uniqueKey: text) == nil) }
}

@Suite("The job of an attempt's name")
struct AttemptNameTests {
    @Test(
        "it is read back",
        arguments: [("42-3-0123456789ab", 42), ("x-1-2", nil), ("", nil), ("-1-2", nil), ("0-1-ab", nil)] as [(String, Int64?)])
    func job(_ name: String, _ job: Int64?) { #expect(AttemptID(name).job?.value == job) }
}
