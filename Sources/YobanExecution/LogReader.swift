import Glibc
package import YobanRunFormat

/// Reads the kept output of a run, also while it is being written, and by another process than the worker.
///
/// An offset counts all bytes of both streams in order of arrival. What is between the two kept ends is skipped, and said so. Calls
/// read files and may block for a moment: not for the cooperative pool when the disk is slow.
package struct LogReader: Sendable {
    private let directory: String
    private let headLimit: Int64
    private var index: LogIndex

    /// Throws when the directory is not that of a run.
    package init(directory: String) throws(FormatError) {
        self.directory = directory
        headLimit = try RunSpec(RunFile.fields("\(directory)/\(RunFile.spec)")).headBytes
        index = LogIndex(path: "\(directory)/\(LogLayout.index)")
    }

    /// Bytes that have arrived, kept or not.
    package func total() -> Int64 {
        var status = stat()
        let inHead = stat("\(directory)/\(LogLayout.head)", &status) == 0 ? Int64(status.st_size) : 0
        guard let tail = TailFile(directory), tail.total > 0 else { return inHead }
        return headLimit + tail.total
    }

    /// At most `limit` bytes from `offset` on, or from the next one that was kept. Empty at the end.
    package mutating func read(from offset: Int64, limit: Int) -> LogChunk {
        index.refresh()
        var chunk = LogChunk(offset: max(0, offset), skipped: 0, bytes: [])
        while true {
            if let end = index.gapEnd(at: chunk.offset) {
                let end = min(end, max(total(), chunk.offset))
                chunk.skipped += end - chunk.offset
                chunk.offset = end
            }
            let room = Int(min(Int64(limit), index.nextGap(after: chunk.offset) - chunk.offset))
            if chunk.offset < headLimit {
                let count = min(room, Int(headLimit - chunk.offset))
                chunk.bytes = bytes(of: LogLayout.head, at: chunk.offset, count: count)
            } else if let tail = TailFile(directory) {
                let part = tail.read(from: chunk.offset - headLimit, limit: room)
                chunk.skipped += part.skipped
                chunk.offset += part.skipped
                chunk.bytes = part.bytes
                // What was jumped over may end in a gap.
                if part.bytes.isEmpty, part.skipped > 0 { continue }
            }
            chunk.parts = index.parts(from: chunk.offset, count: chunk.bytes.count)
            return chunk
        }
    }

    /// Where the last `lines` lines begin; what was dropped in the middle ends the search.
    package mutating func offset(ofLast lines: Int) -> Int64 {
        let block: Int64 = 64 << 10
        let total = total()
        var end = total
        var missing = lines
        while end > 0 {
            let start = max(0, end - block)
            let chunk = read(from: start, limit: Int(end - start))
            for place in chunk.bytes.indices.reversed() where chunk.bytes[place] == UInt8(ascii: "\n") {
                let next = chunk.offset + Int64(place) + 1
                // The newline at the very end closes the last line.
                if next == total { continue }
                missing -= 1
                if missing == 0 { return next }
            }
            if chunk.skipped > 0 || missing <= 0 { return chunk.offset }
            end = start
        }
        return 0
    }

    private func bytes(of file: String, at position: Int64, count: Int) -> [UInt8] {
        let fd = open("\(directory)/\(file)", O_RDONLY | O_CLOEXEC)
        guard fd >= 0 else { return [] }
        defer { close(fd) }
        return [UInt8](reading: fd, at: position, count: count)
    }
}

/// A piece of output.
package struct LogChunk: Sendable, Equatable {
    /// Of the first byte.
    package var offset: Int64
    /// So many bytes before it were not kept.
    package var skipped: Int64
    package var bytes: [UInt8]
    /// Whence and when the bytes came, in order, without holes.
    package var parts: [LogPart] = []

    package init(offset: Int64, skipped: Int64, bytes: [UInt8]) {
        self.offset = offset
        self.skipped = skipped
        self.bytes = bytes
    }

    /// Where to go on.
    package var next: Int64 { offset + Int64(bytes.count) }

    /// The bytes of one stream.
    package func bytes(of stream: OutputStream) -> [UInt8] { parts.filter { $0.stream == stream }.flatMap { bytes[$0.range] } }
}

/// Output of one stream that came at about one time.
package struct LogPart: Sendable, Equatable {
    /// In the chunk's bytes.
    package var range: Range<Int>
    package var stream: OutputStream
    /// Epoch milliseconds.
    package var at: Int64

    package init(range: Range<Int>, stream: OutputStream, at: Int64) {
        self.range = range
        self.stream = stream
        self.at = at
    }
}

extension [UInt8] {
    /// Up to `count` bytes of a file.
    init(reading fd: Int32, at position: Int64, count: Int) {
        self.init(unsafeUninitializedCapacity: Swift.max(0, count)) { buffer, done in
            done = 0
            while done < buffer.count {
                let n = pread(fd, buffer.baseAddress! + done, buffer.count - done, off_t(position) + off_t(done))
                if n < 0, errno == EINTR { continue }
                guard n > 0 else { break }
                done += n
            }
        }
    }
}
