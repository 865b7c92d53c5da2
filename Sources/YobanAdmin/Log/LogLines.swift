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
    /// What stood beside the last line.
    private var clock: (second: Int64, text: [UInt8]) = (-1, [])

    init(from place: Place, zone: TimeZoneRules, language: Language) {
        self.place = place
        self.zone = zone
        self.language = language
        read = place.offset
    }

    /// Takes the next piece of output.
    mutating func feed(_ chunk: OutputChunk) {
        if chunk.offset > read {
            if !line.isEmpty { endLine(line[...]) }
            let size = HumanTime.size(chunk.offset - read)
            html += "<div class=gap>\(Text(ja: "… \(size) を省略 …", en: "… \(size) left out …").inLanguage(language))</div>".utf8
            (read, place.offset) = (chunk.offset, chunk.offset)
        }
        var (marks, markEnd) = (chunk.marks[...], 0)
        var (stream, at) = (1, Instant(milliseconds: 0))
        var start = 0
        while start < chunk.bytes.count {
            while start >= markEnd, let mark = marks.popFirst() { (markEnd, stream, at) = (markEnd + mark.count, mark.stream, mark.at) }
            if line.isEmpty { (lineStream, lineAt) = (stream, at) }
            let room = chunk.bytes[start...].prefix(Self.longestLine - line.count)
            let end = room.firstIndex(of: UInt8(ascii: "\n"))
            let next = end.map { $0 + 1 } ?? room.endIndex
            read += Int64(next - start)
            let part = room[..<(end ?? next)]
            start = next
            if line.isEmpty, end != nil {
                endLine(part)
            } else {
                line += part
                if end != nil || line.count >= Self.longestLine { endLine(line[...]) }
            }
        }
    }

    /// The line that has begun, as it looks now; nil when the last line ended. It will come again, whole, after ``place``.
    func unfinished() -> [UInt8]? {
        guard !line.isEmpty else { return nil }
        var copy = self
        copy.html = []
        copy.endLine(line[...])
        return copy.html
    }

    mutating func take() -> [UInt8] {
        defer { html = [] }
        return html
    }

    private mutating func endLine(_ text: ArraySlice<UInt8>) {
        let number = String(place.line).utf8
        html += "<div id=L".utf8
        html += number
        html += lineStream == 2 ? " class=e data-n=".utf8 : " data-n=".utf8
        html += number
        if lineAt.milliseconds > 0 {
            html += " data-t=".utf8
            html += clock(lineAt)
        }
        html.append(UInt8(ascii: ">"))
        LogText(text).write(to: &html, &place.style)
        html += "</div>".utf8
        line.removeAll(keepingCapacity: true)
        place.line += 1
        place.offset = read
    }

    /// `02:14:07`. Many lines are of the same second.
    private mutating func clock(_ at: Instant) -> [UInt8] {
        let second = at.milliseconds / 1000
        if clock.second != second { clock = (second, Array(at.text(in: zone).dropFirst(11).prefix(8).utf8)) }
        return clock.text
    }
}
