import YobanCore
import YobanExecution
import YobanTerminal

/// The new lines of a followed job's output, with the time at which they came.
struct LogTail {
    private var attempt: AttemptID?
    private var reader: LogReader?
    private var position: Int64 = 0
    private var line: [UInt8] = []
    private var isLong = false
    private var isReturned = false

    /// A longer line is cut.
    private static let longest = 2000
    /// So much is read at a look; who prints faster than anybody reads has lines left out.
    private static let window: Int64 = 65_536

    /// Whole lines since the last call; with `isOver` also a last one without its end. Report lines are left out: the bar shows them.
    mutating func newLines(of attempt: Attempt?, state: String, isOver: Bool) -> [StyledText] {
        guard let attempt else { return [] }
        if self.attempt != attempt.id { self = LogTail(attempt: attempt.id) }
        if reader == nil { reader = try? LogReader(directory: attempt.directory(state: state)) }
        guard let total = reader?.total() else { return [] }
        var lines: [StyledText] = []
        if total - position > Self.window {
            lines.append(StyledText(said(ja: "… \(HumanTime.size(total - position - Self.window)) を省略 …", en: "… \(HumanTime.size(total - position - Self.window)) left out …"), .grey))
            position = total - Self.window
            line = []
        }
        while position < total, let chunk = reader?.read(from: position, limit: Int(Self.window)), !chunk.bytes.isEmpty {
            for part in chunk.parts {
                for byte in chunk.bytes[part.range] { take(byte, at: part.at, into: &lines) }
            }
            position = chunk.next
        }
        if isOver, !line.isEmpty { take(0x0A, at: attempt.endedAt?.milliseconds ?? 0, into: &lines) }
        return lines
    }

    private init(attempt: AttemptID?) { self.attempt = attempt }
    init() {}

    private mutating func take(_ byte: UInt8, at milliseconds: Int64, into lines: inout [StyledText]) {
        // A bar that redraws itself: only its last state counts. A line end of two bytes is one all the same.
        if isReturned, byte != 0x0A { line.removeAll(keepingCapacity: true) }
        isReturned = byte == 0x0D
        switch byte {
        case 0x0A:
            if ReportLine.parse(line) == nil {
                let text = String(decoding: line, as: UTF8.self) + (isLong ? "…" : "")
                lines.append(StyledText(HumanTime.clock(Instant(milliseconds: milliseconds)) + "  ", .grey) + StyledText(text))
            }
            line.removeAll(keepingCapacity: true)
            isLong = false
        case 0x0D: break
        default:
            if line.count < Self.longest { line.append(byte) } else { isLong = true }
        }
    }
}
