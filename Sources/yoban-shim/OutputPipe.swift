import CLinux
import Glibc
import YobanRunFormat

/// One of the two pipes that the script writes to.
///
/// Pipes, because a file would be cut short by `> /dev/stderr`, and a socket can't be opened again as `/dev/stdout`.
struct OutputPipe {
    let stream: OutputStream
    let readEnd: Int32
    let writeEnd: Int32
    private var isWide = false

    /// Opens a pipe that `owner` can open again.
    init?(_ stream: OutputStream, owner: RunIdentity?) {
        var ends: [Int32] = [-1, -1]
        guard cl_pipe(&ends, O_CLOEXEC) == 0 else { return nil }
        self.stream = stream
        (readEnd, writeEnd) = (ends[0], ends[1])
        if let owner { fchown(writeEnd, owner.uid, owner.gid) }
    }

    /// What is there, once poll has said that there is something. Nil at the end.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> UnsafeRawBufferPointer? {
        let count = Glibc.read(readEnd, buffer.baseAddress, buffer.count)
        if count < 0, errno == EINTR || errno == EAGAIN { return UnsafeRawBufferPointer(start: buffer.baseAddress, count: 0) }
        guard count > 0 else { return nil }
        if count == buffer.count, !isWide {
            // Only for scripts that print much: the kernel gives an ordinary user 64 MB of pipes in all.
            isWide = true
            _ = cl_set_pipe_size(readEnd, 1 << 20)
        }
        return UnsafeRawBufferPointer(start: buffer.baseAddress, count: count)
    }
}
