import YobanCore
import YobanOperations
import YobanTerminal

/// The new lines of a followed job's output, with the time at which they came.
struct LogTail {
    private var log: LogSource
    private var position: Int64 = 0
    private var line: [UInt8] = []
    private var lineAt = Instant(milliseconds: 0)
    private var isLong = false
    private var isReturned = false
    /// Bytes, not yet said.
    private var leftOut: Int64 = 0
    /// What comes before the next line end belongs to a line whose beginning was left out.
    private var isMidline = false

    /// A longer line is cut.
    private static let longest = 2000
    /// So much is read at a look; who prints faster than anybody reads has lines left out.
    private static let window: Int64 = 65_536

    init(_ log: LogSource) { self.log = log }

    /// Whole lines since the last call; of an attempt that has ended also a last one without its end. Report lines are left out: the bar
    /// shows them.
    mutating func newLines(of attempt: Attempt) async throws -> [StyledText] {
        if log.attempt?.id != attempt.id { self = LogTail(log) }
        try await log.refresh(attempt)
        var lines = try await newLines()
        if attempt.state == .ended { endLine(into: &lines) }
        return lines
    }

    /// What the attempt still said after the last look, when another one has taken its place.
    mutating func rest() async throws -> [StyledText] {
        if var attempt = log.attempt {
            attempt.state = .ended
            try await log.refresh(attempt)
        }
        var lines = try await newLines()
        endLine(into: &lines)
        return lines
    }

    private mutating func newLines() async throws -> [StyledText] {
        var lines: [StyledText] = []
        let total = log.total
        if total - position > Self.window {
            leftOut += total - position - Self.window
            position = total - Self.window
            line = []
            isMidline = true
        }
        while position < total {
            let chunk = try await log.read(from: position, limit: Int(Self.window))
            if chunk.bytes.isEmpty { return lines }
            leftOut += chunk.offset - position
            var place = 0
            for mark in chunk.marks {
                lineAt = mark.at
                for byte in chunk.bytes[place..<place + mark.count] { take(byte, into: &lines) }
                place += mark.count
            }
            position = chunk.end
        }
        return lines
    }

    private mutating func take(_ byte: UInt8, into lines: inout [StyledText]) {
        // A bar that redraws itself: only its last state counts. A line end of two bytes is one all the same.
        if isReturned, byte != 0x0A { line.removeAll(keepingCapacity: true) }
        isReturned = byte == 0x0D
        switch byte {
        case 0x0A:
            if !isMidline { append(to: &lines) }
            line.removeAll(keepingCapacity: true)
            isLong = false
            isMidline = false
        case 0x0D: break
        default:
            if line.count < Self.longest { line.append(byte) } else { isLong = true }
        }
    }

    private mutating func endLine(into lines: inout [StyledText]) {
        guard !line.isEmpty else { return }
        isMidline = false
        take(0x0A, into: &lines)
    }

    private mutating func append(to lines: inout [StyledText]) {
        guard ReportLine.parse(line) == nil else { return }
        if leftOut > 0 {
            let size = HumanTime.size(leftOut)
            lines.append(StyledText(said(ja: "… \(size) を省略 …", en: "… \(size) left out …"), .grey))
            leftOut = 0
        }
        let text = String(decoding: line, as: UTF8.self) + (isLong ? "…" : "")
        lines.append(StyledText(HumanTime.clock(lineAt) + "  ", .grey) + StyledText(text))
    }
}
