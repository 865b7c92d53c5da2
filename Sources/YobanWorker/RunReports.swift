import YobanCore
import YobanExecution

/// Reads the report lines of one run: from its output, one scanner per stream, and from its progress file.
final class RunReports {
    private let log: LogReader
    private let file: AppendedFile
    private var position: Int64 = 0
    private var output = ReportScanner()
    private var errors = ReportScanner()

    /// The most that one look reads; a script that prints faster has its middle skipped, as its log has.
    private static let window = 4 * 1_048_576

    init(directory: String, progressFile: String) {
        log = LogReader(directory: directory)
        file = AppendedFile(path: progressFile)
    }

    /// What was reported since the last call.
    func new() -> Progress? {
        let said = readOutput()
        let written = file.newLines().compactMap { ReportLine.parseBare($0) }.reduce(nil) { (older: Progress?, newer: Progress) in
            older.map(newer.over) ?? newer
        }
        guard let said else { return written }
        return written.map { $0.over(said) } ?? said
    }

    /// After the end: the rest, and a last line without its line end.
    func finish() -> Progress? {
        var all = new()
        for last in [errors.finish(), output.finish()] {
            if let last { all = all.map(last.over) ?? last }
        }
        return all
    }

    private func readOutput() -> Progress? {
        let total = log.total
        if total - position > Int64(Self.window) {
            position = total - Int64(Self.window)
            output.skipToNextLine()
            errors.skipToNextLine()
        }
        var found: Progress?
        while position < total {
            let piece = log.read(from: position, limit: min(Int(total - position), 262_144))
            guard !piece.isEmpty else { break }
            if piece.offset > position {
                output.skipToNextLine()
                errors.skipToNextLine()
            }
            for segment in piece.segments {
                let report = segment.isError ? errors.feed(segment.bytes) : output.feed(segment.bytes)
                if let report { found = found.map(report.over) ?? report }
            }
            position = piece.end
        }
        return found
    }
}
