import YobanExecution
import YobanRunFormat

/// The end of a run's output, for the worker's log: the last lines of each stream, at most `limit` bytes of each.
struct OutputExcerpt {
    private(set) var standardOutput: [String] = []
    private(set) var standardError: [String] = []

    private static let block: Int64 = 65_536
    /// How far back one stream's lines are looked for behind those of the other.
    private static let farthest: Int64 = 1_048_576

    init(of directory: String, limit: Int) {
        guard var log = try? LogReader(directory: directory) else { return }
        let total = log.total()
        var start = total
        var output: [UInt8] = []
        var errors: [UInt8] = []
        while start > 0, total - start < Self.farthest, output.count <= limit || errors.count <= limit {
            let end = start
            start = max(0, end - Self.block)
            var position = start
            var block = (output: [UInt8](), errors: [UInt8]())
            while position < end {
                let chunk = log.read(from: position, limit: Int(end - position))
                guard !chunk.bytes.isEmpty else { break }
                block.output += chunk.bytes(of: .standardOutput)
                block.errors += chunk.bytes(of: .standardError)
                position = chunk.next
            }
            output = block.output + output
            errors = block.errors + errors
        }
        standardOutput = Self.lines(output, limit: limit, isCut: start > 0)
        standardError = Self.lines(errors, limit: limit, isCut: start > 0)
    }

    /// The lines as a terminal would leave them: of a progress bar that redraws itself, only its last state.
    private static func lines(_ bytes: [UInt8], limit: Int, isCut: Bool) -> [String] {
        let kept = bytes.suffix(limit)
        var lines = kept.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(decoding: drawn($0), as: UTF8.self) }
        if lines.last == "" { lines.removeLast() }
        if isCut || kept.count < bytes.count, !lines.isEmpty { lines[0] = "… " + lines[0] }
        return lines
    }

    /// What is seen of a line in which carriage returns bring the cursor back.
    private static func drawn(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let last = line.lastIndex(where: { $0 != 0x0D }) else { return [] }
        let line = line[...last]
        return line[(line.lastIndex(of: 0x0D).map { $0 + 1 } ?? line.startIndex)...]
    }
}
