/// Finds report lines in output that arrives in pieces. Keeps at most one unfinished line, and only while it may become a report.
///
/// One scanner per stream: a progress bar on stderr must not hide a report on stdout. A carriage return ends a line too, since it
/// brings the cursor back to column 0.
package struct ReportScanner: Sendable {
    private var line: [UInt8] = []
    private var isReport = true

    package init() {}

    /// Takes the next bytes of the stream and returns what the reports in them come to, the newest over the older; nil when there is none.
    package mutating func feed(_ bytes: ArraySlice<UInt8>) -> Progress? {
        var found: Progress?
        for byte in bytes {
            if byte == 0x0A || byte == 0x0D {
                if isReport, let report = ReportLine.parse(line) { found = found.map(report.over) ?? report }
                line.removeAll(keepingCapacity: true)
                isReport = true
            } else if isReport {
                if line.count < 2, byte != 0x3A {
                    isReport = false
                } else if line.count < ReportLine.maximumLength + 16 {
                    line.append(byte)
                }
            }
        }
        return found
    }

    /// The output was cut here: what was begun is dropped, and the next whole line counts again.
    package mutating func skipToNextLine() {
        line.removeAll(keepingCapacity: true)
        isReport = false
    }

    /// What the last line comes to when the output ended without a line end.
    package mutating func finish() -> Progress? { feed([0x0A]) }
}
