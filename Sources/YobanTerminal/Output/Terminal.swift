import Glibc

/// In cells.
package struct TerminalSize: Sendable, Equatable {
    package var columns: Int
    package var rows: Int

    package init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
    }
}

/// One of the process's own outputs: a terminal, a pipe or a file. Holds no buffer: what is written is out when the call returns.
package struct Terminal: Sendable {
    package let descriptor: Int32
    package let isTerminal: Bool

    package static let standardOutput = Self(descriptor: 1)
    package static let standardError = Self(descriptor: 2)

    /// Does not own the descriptor.
    package init(descriptor: Int32) {
        self.descriptor = descriptor
        isTerminal = isatty(descriptor) == 1
    }

    /// The size at this moment: `COLUMNS` and `LINES` where the user has set them, else the terminal's own, else 80 by 24.
    /// Nil when this is no terminal.
    package func size(environment: [String: String]) -> TerminalSize? {
        guard isTerminal else { return nil }
        func set(_ name: String) -> Int? { environment[name].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } }
        var window = winsize()
        let isKnown = ioctl(descriptor, UInt(TIOCGWINSZ), &window) == 0
        return TerminalSize(
            columns: set("COLUMNS") ?? (isKnown && window.ws_col > 0 ? Int(window.ws_col) : 80),
            rows: set("LINES") ?? (isKnown && window.ws_row > 0 ? Int(window.ws_row) : 24))
    }

    /// Whether lines may be redrawn in place.
    package func canAnimate(environment: [String: String]) -> Bool { isTerminal && environment["TERM"] != "dumb" }

    /// What became of a write.
    package enum Written: Sendable, Equatable {
        case all
        /// Nobody reads any more (`| head`): end quietly.
        case closed
        /// The error number; some of the text may be out.
        case failed(Int32)
    }

    /// Writes the whole text and waits until it is out. SIGPIPE must be ignored by the process.
    package func write(_ text: String) -> Written {
        var text = text
        return text.withUTF8 { write(UnsafeRawBufferPointer($0)) }
    }

    /// Writes all the bytes and waits until they are out.
    package func write(_ bytes: [UInt8]) -> Written { bytes.withUnsafeBytes { write($0) } }

    private func write(_ bytes: UnsafeRawBufferPointer) -> Written {
        var rest = bytes
        while let start = rest.baseAddress, !rest.isEmpty {
            let count = Glibc.write(descriptor, start, rest.count)
            if count >= 0 {
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                // Another program that shares the terminal made it non-blocking.
                var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&request, 1, -1)
            case EPIPE: return .closed
            default: return .failed(errno)
            }
        }
        return .all
    }
}
