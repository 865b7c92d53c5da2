import Glibc
import YobanRunFormat

/// Whence and when output came, as far as the index file tells.
struct LogIndex: Sendable {
    private let path: String
    /// By offset. Of several at one offset the last one counts.
    private var records: [IndexRecord] = []
    /// How many of the records are from the half that is never written over.
    private var lasting = 0
    /// What could not be kept. A gap at the very end has no end.
    private var gaps: [Range<Int64>] = []

    init(path: String) { self.path = path }

    /// Reads what is new.
    mutating func refresh() {
        let fd = open(path, O_RDONLY | O_CLOEXEC)
        guard fd >= 0 else { return }
        defer { close(fd) }
        var status = stat()
        // Made anew after somebody removed it.
        if fstat(fd, &status) == 0, status.st_size < off_t(lasting * LogLayout.indexRecordSize) { lasting = 0 }
        records.removeSubrange(lasting...)
        records += Self.records(fd, from: lasting, to: LogLayout.indexHalf)
        lasting = records.count
        if lasting == LogLayout.indexHalf {
            var ring = Self.records(fd, from: LogLayout.indexHalf, to: 2 * LogLayout.indexHalf)
            // Rotated so that it begins with its oldest.
            if let cut = ring.indices.dropFirst().first(where: { ring[$0].offset < ring[$0 - 1].offset }) {
                ring = Array(ring[cut...] + ring[..<cut])
            }
            records += ring
        }
        findGaps()
    }

    /// Where the gap ends that `offset` lies in; nil when it lies in none.
    func gapEnd(at offset: Int64) -> Int64? { gaps.first { $0.contains(offset) }?.upperBound }

    /// Where the next gap begins.
    func nextGap(after offset: Int64) -> Int64 { gaps.first { $0.lowerBound > offset }?.lowerBound ?? .max }

    private mutating func findGaps() {
        gaps = []
        for place in records.indices where records[place].isGap {
            let end = place + 1 < records.count ? records[place + 1].offset : .max
            if records[place].offset < end { gaps.append(records[place].offset..<end) }
        }
    }

    /// What the index says about some bytes.
    func parts(from offset: Int64, count: Int) -> [LogPart] {
        guard count > 0 else { return [] }
        var parts: [LogPart] = []
        var place = place(of: offset) ?? -1
        var start = 0
        while start < count {
            let next = place + 1 < records.count ? Int(min(records[place + 1].offset - offset, Int64(count))) : count
            let record = place >= 0 ? records[place] : IndexRecord(offset: 0, stream: .standardOutput, at: 0)
            if next > start { parts.append(LogPart(range: start..<next, stream: record.stream, at: record.at)) }
            start = max(start, next)
            place += 1
        }
        return parts
    }

    /// The last record at or before an offset.
    private func place(of offset: Int64) -> Int? {
        var (low, high) = (0, records.count)
        while low < high {
            let middle = (low + high) / 2
            if records[middle].offset <= offset { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : low - 1
    }

    private static func records(_ fd: Int32, from first: Int, to end: Int) -> [IndexRecord] {
        let size = LogLayout.indexRecordSize
        let bytes = [UInt8](reading: fd, at: Int64(first * size), count: (end - first) * size)
        return bytes.withUnsafeBytes { buffer in
            (0..<buffer.count / size).map { n in
                IndexRecord(
                    words: (
                        buffer.loadUnaligned(fromByteOffset: n * size, as: UInt64.self),
                        buffer.loadUnaligned(fromByteOffset: n * size + 8, as: UInt64.self)
                    ))
            }
        }
    }
}
