import Glibc
import Synchronization

/// A log file that never grows over its limit: full, it becomes `file.1`, the older ones `file.2` to `file.N`, the oldest goes.
///
/// Any thread may write. Never throws and never stops its caller's work: what could not be written is counted. A file that was moved
/// away or removed (logrotate) is made anew with the next line, its folder too. Only one process may write to a file.
package final class RotatingLogFile: Sendable {
    private struct State {
        /// -1 while there is none.
        var descriptor: Int32 = -1
        /// The last record was cut short, on a full disk.
        var isTorn = false
        var lost = 0
    }

    /// Absolute.
    package let path: String
    private let limit: Int
    private let keep: Int
    private let state = Mutex(State())

    /// `limit` in bytes; `keep` is how many full files stay, at least 1. The file is opened with the first line, mode 0640.
    package init(path: String, limit: Int = 10_000_000, keep: Int = 5) {
        self.path = path
        self.limit = limit
        self.keep = max(1, keep)
    }

    deinit {
        state.withLock { state in
            if state.descriptor >= 0 { close(state.descriptor) }
        }
    }

    /// Lines that could not be written since the start.
    package var lost: Int { state.withLock { $0.lost } }

    /// Appends the line and a newline, with one write. A line over the limit gets a file for itself.
    package func write(_ line: String) {
        state.withLock { state in
            guard prepare(&state, for: line.utf8.count + 1) else {
                state.lost += 1
                return
            }
            var record = (state.isTorn ? "\n" : "") + line + "\n"
            let isWritten = record.withUTF8 { append(UnsafeRawBufferPointer($0), &state) }
            if !isWritten { state.lost += 1 }
        }
    }

    /// Makes sure that the descriptor is that of the file at `path`, and that there is room in it.
    private func prepare(_ state: inout State, for count: Int) -> Bool {
        var ours = stat()
        var there = stat()
        if state.descriptor >= 0 {
            let isThere = fstat(state.descriptor, &ours) == 0 && stat(path, &there) == 0
            if !isThere || ours.st_ino != there.st_ino || ours.st_dev != there.st_dev { shut(&state) }
        }
        if state.descriptor < 0 {
            guard open(&state), fstat(state.descriptor, &there) == 0 else { return false }
        }
        let size = Int(there.st_size)
        guard size > 0, size + count > limit else { return true }
        // A folder that forbids to rename leaves one file that grows: lines are worth more than the limit.
        guard rotate() else { return true }
        shut(&state)
        return open(&state)
    }

    private func rotate() -> Bool {
        for number in stride(from: keep - 1, through: 1, by: -1) { rename("\(path).\(number)", "\(path).\(number + 1)") }
        return rename(path, "\(path).1") == 0
    }

    private func open(_ state: inout State) -> Bool {
        let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC
        state.descriptor = Glibc.open(path, flags, 0o640)
        if state.descriptor < 0, errno == ENOENT, let slash = path.lastIndex(of: "/") {
            mkdir(String(path[..<slash]), 0o750)
            state.descriptor = Glibc.open(path, flags, 0o640)
        }
        state.isTorn = false
        return state.descriptor >= 0
    }

    private func shut(_ state: inout State) {
        close(state.descriptor)
        state.descriptor = -1
    }

    private func append(_ bytes: UnsafeRawBufferPointer, _ state: inout State) -> Bool {
        var rest = bytes
        while let start = rest.baseAddress, !rest.isEmpty {
            let count = Glibc.write(state.descriptor, start, rest.count)
            if count > 0 {
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            } else if count == 0 || errno != EINTR {
                state.isTorn = state.isTorn || rest.count < bytes.count
                return false
            }
        }
        state.isTorn = false
        return true
    }
}
