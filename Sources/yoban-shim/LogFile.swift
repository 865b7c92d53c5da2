import Glibc
import YobanRunFormat

/// A file that is made when there is something to write.
struct LogFile {
    private let name: String
    private var file: Int32 = -1

    init(name: String) { self.name = name }

    /// Writes at a place. Returns how many bytes were written: fewer when the disk refuses.
    mutating func write(_ bytes: UnsafeRawBufferPointer, at position: Int64) -> Int {
        guard !bytes.isEmpty else { return 0 }
        if file < 0 { file = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600) }
        guard file >= 0 else { return 0 }
        var done = 0
        while done < bytes.count {
            let n = pwrite(file, bytes.baseAddress! + done, bytes.count - done, off_t(position) + off_t(done))
            if n < 0, errno == EINTR { continue }
            guard n > 0 else { break }
            done += n
        }
        return done
    }

    /// Whether somebody removed it.
    var isRemoved: Bool {
        guard file >= 0 else { return false }
        var status = stat()
        return fstat(file, &status) == 0 && status.st_nlink == 0
    }

    mutating func reset() {
        if file >= 0 { close(file) }
        file = -1
    }
}

/// A file that keeps the last bytes of an endless row of bytes. For its form see `LogLayout`.
struct TailRing {
    let capacity: Int64
    var file = LogFile(name: LogLayout.tail)

    init(capacity: Int64) { self.capacity = capacity }

    var isRemoved: Bool { file.isRemoved }

    /// Writes bytes whose first is the `position`-th of the row. Returns how many went well, those that the ring has no room for included.
    mutating func write(_ bytes: UnsafeRawBufferPointer, at position: Int64) -> Int {
        guard capacity > 0 else { return bytes.count }
        let end = position + Int64(bytes.count)
        var words: (UInt64, UInt64, UInt64, UInt64) = (LogLayout.tailMagic, UInt64(capacity), UInt64(end), UInt64(position))
        let header = withUnsafeBytes(of: &words) { file.write($0, at: 0) }
        guard header == LogLayout.tailHeaderSize else { return 0 }
        let skipped = max(0, bytes.count - Int(capacity))
        var done = skipped
        while done < bytes.count {
            let place = (position + Int64(done)) % capacity
            let count = min(bytes.count - done, Int(capacity - place))
            let part = UnsafeRawBufferPointer(rebasing: bytes[done..<done + count])
            let written = file.write(part, at: place + Int64(LogLayout.tailHeaderSize))
            done += written
            guard written == count else { break }
        }
        var total = UInt64(end)
        _ = withUnsafeBytes(of: &total) { file.write($0, at: Int64(LogLayout.tailTotalPosition)) }
        return done
    }
}
