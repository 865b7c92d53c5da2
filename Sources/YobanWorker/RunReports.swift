import YobanCore
import YobanExecution
import YobanRunFormat

/// Reads the report lines of one run: from its output, one scanner per stream, and from its progress file.
final class RunReports {
    private var log: LogReader?
    private let directory: String
    private var file: AppendedFile
    private var position: Int64 = 0
    private var scanners: [OutputStream: ReportScanner] = [.standardOutput: ReportScanner(), .standardError: ReportScanner()]

    /// The most that one look reads; a script that prints faster has its middle skipped, as its log has.
    private static let window: Int64 = 4 * 1_048_576

    init(directory: String, progressFile: String) {
        self.directory = directory
        file = AppendedFile(path: progressFile)
    }

    /// What was reported since the last call, the progress file over the output.
    func new(hasOutput: Bool = true) -> Progress? {
        let said = hasOutput ? readOutput() : nil
        let written = newest(file.newLines().compactMap { ReportLine.parseBare($0.utf8) })
        return newest([said, written].compactMap { $0 })
    }

    /// After the end: the rest, and a last line without its line end. `hasOutput`: false when it is known that there was none.
    func finish(hasOutput: Bool) -> Progress? {
        let rest = [new(hasOutput: hasOutput), scanners[.standardError]?.finish(), scanners[.standardOutput]?.finish()]
        return newest(rest.compactMap { $0 })
    }

    private func newest(_ reports: [Progress]) -> Progress? {
        reports.reduce(nil) { older, newer in older.map(newer.over) ?? newer }
    }

    private func readOutput() -> Progress? {
        if log == nil { log = try? LogReader(directory: directory) }
        guard let total = log?.total(), total > position else { return nil }
        var reports: [Progress] = []
        if total - position > Self.window { skip(to: total - Self.window) }
        while position < total, let chunk = log?.read(from: position, limit: 262_144), !chunk.bytes.isEmpty {
            if chunk.skipped > 0 { skip(to: chunk.offset) }
            for part in chunk.parts {
                if let report = scanners[part.stream]?.feed(chunk.bytes[part.range]) { reports.append(report) }
            }
            position = chunk.next
        }
        return newest(reports)
    }

    private func skip(to offset: Int64) {
        position = offset
        for stream in scanners.keys { scanners[stream]?.skipToNextLine() }
    }
}
