import Glibc

/// Follows a file that a script appends lines to. The script is not to be trusted: only a plain file of one name is read.
package struct AppendedFile: Sendable {
    private let path: String
    private var position: Int64 = 0
    private var unfinished: [UInt8] = []

    /// What is longer is cut; in bytes.
    package static let longestLine = 8192
    private static let atOnce = 64 << 10

    /// The file need not be there yet.
    package init(path: String) { self.path = path }

    /// The complete lines since the last call, at most 64 KB at once. A file that became shorter is read from its beginning.
    package mutating func newLines() -> [String] {
        let fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard fd >= 0 else { return [] }
        defer { close(fd) }
        var status = stat()
        guard fstat(fd, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_nlink == 1 else { return [] }
        if status.st_size < position {
            position = 0
            unfinished = []
        }
        let bytes = [UInt8](reading: fd, at: position, count: min(Self.atOnce, Int(Int64(status.st_size) - position)))
        position += Int64(bytes.count)
        var lines: [String] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                lines.append(String(decoding: unfinished, as: UTF8.self))
                unfinished.removeAll(keepingCapacity: true)
            } else if unfinished.count < Self.longestLine {
                unfinished.append(byte)
            }
        }
        return lines
    }
}
