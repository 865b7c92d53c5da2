import Glibc

/// The file `lease` of a run that must not go on alone for ever: the time until which its worker holds it.
///
/// The worker writes it at each heartbeat, the shim reads it when that time has come. Twenty bytes, always: a decimal number of
/// milliseconds on CLOCK_BOOTTIME, and a line end. The file never grows, so that a full disk takes no lease away.
package enum LeaseFile {
    private static let digits = 19

    /// Makes the file in a run directory, or writes over it. Returns an error number, 0 for none.
    package static func make(_ deadline: Int64, in directory: String) -> Int32 {
        RunFile.write(bytes(deadline), to: "\(directory)/\(RunFile.lease)")
    }

    /// Sets the deadline of a run that has a lease. Returns what it was; nil when it has none, or when it can't be written.
    package static func extend(to deadline: Int64, in directory: String) -> Int64? {
        let file = open("\(directory)/\(RunFile.lease)", O_RDWR | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        let before = read(file) ?? 0
        return RunFile.put(bytes(deadline), to: file, at: 0) == 0 ? before : nil
    }

    /// The deadline that stands in a run directory; nil when there is none that can be read.
    package static func deadline(in directory: String) -> Int64? {
        let file = open("\(directory)/\(RunFile.lease)", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        return read(file)
    }

    /// Twice the same: the writer does not wait for readers, and half of an old number and half of a new one is neither.
    private static func read(_ file: Int32) -> Int64? {
        var last: Int64?
        for _ in 0..<10 {
            let now = readOnce(file)
            if let now, now == last { return now }
            last = now
        }
        return nil
    }

    private static func readOnce(_ file: Int32) -> Int64? {
        var buffer = [UInt8](repeating: 0, count: digits + 1)
        guard pread(file, &buffer, buffer.count, 0) == buffer.count, buffer.last == UInt8(ascii: "\n") else { return nil }
        return Int64(String(decoding: buffer.dropLast(), as: UTF8.self))
    }

    private static func bytes(_ deadline: Int64) -> [UInt8] {
        let number = String(max(0, deadline))
        return Array((String(repeating: "0", count: digits - number.count) + number + "\n").utf8)
    }
}
