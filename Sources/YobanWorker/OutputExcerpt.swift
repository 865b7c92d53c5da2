import YobanExecution
import YobanRunFormat

/// The end of a run's output, for the worker's log.
enum OutputExcerpt {
    /// The last lines of one stream, at most `limit` bytes, repaired to UTF-8; the first is marked when something is left out.
    static func lines(of stream: OutputStream, in directory: String, limit: Int) -> [String] {
        guard var log = try? LogReader(directory: directory) else { return [] }
        let total = log.total()
        guard total > 0 else { return [] }
        // Twice as much, since the other stream may have its share in it.
        let chunk = log.read(from: max(0, total - Int64(limit) * 2), limit: limit * 2)
        let own = chunk.bytes(of: stream)
        let kept = own.suffix(limit)
        var lines = kept.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        if lines.last == "" { lines.removeLast() }
        if chunk.offset > 0 || kept.count < own.count, !lines.isEmpty { lines[0] = "… " + lines[0] }
        return lines
    }
}
