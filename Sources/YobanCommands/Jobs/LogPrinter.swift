import Glibc
import YobanCore
import YobanExecution
import YobanTerminal

/// Prints the output of one attempt after the other, from where it was.
struct LogPrinter {
    let console: Console
    /// Only so many lines at the beginning.
    let lines: Int?
    private var directory: String?
    private var reader: LogReader?
    private var position: Int64 = 0
    private var filter = TerminalFilter()

    init(console: Console, lines: Int?) {
        self.console = console
        self.lines = lines
    }

    /// What has come since the last call. A directory that is not there (yet, or on this host) has nothing.
    mutating func printNew(in directory: String) throws {
        if self.directory != directory {
            self.directory = directory
            reader = nil
            position = 0
        }
        if reader == nil {
            reader = try? LogReader(directory: directory)
            if let lines, reader != nil { position = reader?.offset(ofLast: lines) ?? 0 }
        }
        while let chunk = reader?.read(from: position, limit: 1 << 16), !chunk.bytes.isEmpty {
            if chunk.skipped > 0 { try say(skipped: chunk.skipped) }
            try write(chunk.bytes)
            position = chunk.next
        }
    }

    mutating func finish() throws {
        if console.output.isTerminal { try console.write(filter.finish()) }
    }

    private mutating func write(_ bytes: [UInt8]) throws {
        if console.output.isTerminal { return try console.write(filter.filtered(bytes)) }
        try console.write(bytes)
    }

    private func say(skipped: Int64) throws {
        let size = HumanTime.size(skipped)
        try console.write(said(ja: "\n… \(size) を省略 …\n", en: "\n… \(size) left out …\n"))
    }
}
