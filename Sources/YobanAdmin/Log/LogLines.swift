import YobanCore
import YobanOperations

/// Writes output as lines of a page: colours as classes, `\r` as a terminal would show it, and text as nothing but text.
struct LogLines {
    /// Where the next line begins: a browser that has read so far goes on from here.
    struct Place: Equatable {
        /// In the output.
        var offset: Int64 = 0
        /// From 1.
        var line = 1
        var style = TextStyle()

        /// `4096.12.f1_bo`
        var text: String { "\(offset).\(line).\(style.classes.split(separator: " ").joined(separator: "_"))" }

        init() {}

        /// No output is as long; what is added to it stays a number.
        private static let furthest: Int64 = 1 << 60

        /// As ``text`` wrote it; nil for anything else, since browsers may send anything.
        init?(_ text: String) {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 3, let offset = Int64(parts[0]), (0...Self.furthest).contains(offset),
                let line = Int(parts[1]), (1...Int(Self.furthest)).contains(line)
            else { return nil }
            self.offset = offset
            self.line = line
            style = TextStyle(classes: parts[2])
        }
    }

    /// A longer line is cut here, and goes on as the next one.
    static let longestLine = 65_536

    private(set) var place: Place
    /// What is written so far, to be taken by ``take()``.
    private var html: [UInt8] = []
    private let zone: TimeZoneRules
    private let language: Language
    /// The line that has not ended yet.
    private var line: [UInt8] = []
    private var lineStream = 1
    private var lineAt = Instant(milliseconds: 0)
    private var read: Int64

    init(from place: Place, zone: TimeZoneRules, language: Language) {
        self.place = place
        self.zone = zone
        self.language = language
        read = place.offset
    }

    /// Takes the next piece of output.
    mutating func feed(_ chunk: OutputChunk) {
        if chunk.offset > read {
            if !line.isEmpty { endLine() }
            let size = HumanTime.size(chunk.offset - read)
            html += "<div class=gap>\(Text(ja: "… \(size) を省略 …", en: "… \(size) left out …").inLanguage(language))</div>".utf8
            (read, place.offset) = (chunk.offset, chunk.offset)
        }
        var (marks, left) = (chunk.marks[...], 0)
        var (stream, at) = (1, Instant(milliseconds: 0))
        for byte in chunk.bytes {
            if left == 0, let mark = marks.popFirst() { (left, stream, at) = (mark.count, mark.stream, mark.at) }
            left -= 1
            read += 1
            if line.isEmpty { (lineStream, lineAt) = (stream, at) }
            if byte == UInt8(ascii: "\n") {
                endLine()
            } else {
                line.append(byte)
                if line.count >= Self.longestLine { endLine() }
            }
        }
    }

    /// The line that has begun, as it looks now; nil when the last line ended. It will come again, whole, after ``place``.
    func unfinished() -> [UInt8]? {
        guard !line.isEmpty else { return nil }
        var copy = self
        copy.html = []
        copy.endLine()
        return copy.html
    }

    mutating func take() -> [UInt8] {
        defer { html = [] }
        return html
    }

    private mutating func endLine() {
        let number = place.line
        html += "<div id=L\(number)\(lineStream == 2 ? " class=e" : "")><a href=\"#L\(number)\">\(number)</a>".utf8
        if lineAt.milliseconds > 0 { html += "<i>\(lineAt.text(in: zone).dropFirst(11).prefix(8))</i>".utf8 }
        LogText(line).write(to: &html, &place.style)
        html += "</div>\n".utf8
        line.removeAll(keepingCapacity: true)
        place.line += 1
        place.offset = read
    }
}
