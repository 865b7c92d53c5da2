import Glibc
import YobanRunFormat

/// The ring of a run's last output, as it is at one moment. For its form see `LogLayout`.
struct TailFile {
    /// Bytes that were put into the ring since it was made.
    private(set) var total: Int64
    private let capacity: Int64
    private let path: String

    init?(_ directory: String) {
        path = "\(directory)/\(LogLayout.tail)"
        guard let header = Self.header(path) else { return nil }
        (total, capacity) = (header.total, header.capacity)
    }

    /// Reads from the n-th byte that was put in, or from the oldest that is whole: the writer does not wait for readers.
    func read(from position: Int64, limit: Int) -> (skipped: Int64, bytes: [UInt8]) {
        guard let before = Self.header(path) else { return (0, []) }
        let start = min(max(position, before.oldest), before.total)
        let end = min(start + Int64(limit), before.total)
        let bytes = bytes(from: start, to: max(start, end))
        guard let after = Self.header(path) else { return (0, []) }
        let torn = min(max(0, after.oldest - start), Int64(bytes.count))
        return (start + torn - position, Array(bytes.dropFirst(Int(torn))))
    }

    private func bytes(from start: Int64, to end: Int64) -> [UInt8] {
        let fd = open(path, O_RDONLY | O_CLOEXEC)
        guard fd >= 0 else { return [] }
        defer { close(fd) }
        var bytes: [UInt8] = []
        var position = start
        while position < end {
            let place = position % capacity
            let count = min(end - position, capacity - place)
            let part = [UInt8](reading: fd, at: place + Int64(LogLayout.tailHeaderSize), count: Int(count))
            bytes += part
            guard part.count == count else { break }
            position += count
        }
        return bytes
    }

    private struct Header {
        var capacity: Int64
        var begun: Int64
        var total: Int64
        var oldest: Int64 { max(0, begun - capacity) }
    }

    private static func header(_ path: String) -> Header? {
        let fd = open(path, O_RDONLY | O_CLOEXEC)
        guard fd >= 0 else { return nil }
        defer { close(fd) }
        let bytes = [UInt8](reading: fd, at: 0, count: LogLayout.tailHeaderSize)
        guard bytes.count == LogLayout.tailHeaderSize else { return nil }
        func word(_ n: Int) -> UInt64 { bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: n * 8, as: UInt64.self) } }
        guard word(0) == LogLayout.tailMagic, word(1) > 0 else { return nil }
        return Header(capacity: Int64(clamping: word(1)), begun: Int64(clamping: word(2)), total: Int64(clamping: word(3)))
    }
}
