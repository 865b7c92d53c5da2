import Glibc

/// The names of the files of a run directory, and how small ones are read and written.
package enum RunFile {
    package static let spec = "spec"
    package static let state = "state"
    /// What the script reads from its standard input, if it was given something.
    package static let input = "input"
    package static let result = "result"
    /// Until when the run may go on: see `LeaseFile`.
    package static let lease = "lease"
    /// A socket, there when the starter has gone: another may take its place.
    package static let control = "control"
    /// The store knows the result: a second name of it, or an empty file. Its change time tells since when.
    package static let reported = "reported"

    /// The state file is this long from the start: the result that is written over it later needs no new room.
    package static let reservedBytes = 4096
    private static let maximumBytes = 16 << 20

    /// The whole content of a small file.
    package static func read(_ path: String) throws(FormatError) -> [UInt8] {
        let fd = open(path, O_RDONLY | O_CLOEXEC)
        guard fd >= 0 else { throw .unreadable(path: path, errno: errno) }
        defer { close(fd) }
        var bytes: [UInt8] = []
        var isAtEnd = false
        while !isAtEnd {
            guard bytes.count < maximumBytes else { throw .incomplete(path: path) }
            var failure: Int32 = 0
            let chunk = [UInt8](unsafeUninitializedCapacity: 8192) { buffer, count in
                let n = Glibc.read(fd, buffer.baseAddress, buffer.count)
                if n < 0 { failure = errno }
                count = max(n, 0)
            }
            if failure == EINTR { continue }
            if failure != 0 { throw .unreadable(path: path, errno: failure) }
            isAtEnd = chunk.isEmpty
            bytes += chunk
        }
        return bytes
    }

    /// The fields of a small file.
    package static func fields(_ path: String) throws(FormatError) -> Fields { try Fields(read(path), path: path) }

    /// Makes or replaces a file that only the owner can read. Returns an error number, 0 for none.
    package static func write(_ bytes: [UInt8], to path: String) -> Int32 {
        let fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard fd >= 0 else { return errno }
        defer { close(fd) }
        return put(bytes, to: fd, at: 0)
    }

    /// Writes all bytes at a place. Returns an error number, 0 for none.
    package static func put(_ bytes: [UInt8], to fd: Int32, at position: Int) -> Int32 {
        bytes.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                let n = pwrite(fd, buffer.baseAddress! + done, buffer.count - done, off_t(position + done))
                if n < 0 {
                    if errno == EINTR { continue }
                    return errno
                }
                done += n
            }
            return 0
        }
    }
}
