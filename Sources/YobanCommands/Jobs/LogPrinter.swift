import YobanCore
import YobanExecution
import YobanTerminal

/// Prints the output of one attempt after the other, from where it was.
struct LogPrinter {
    private let console: Console
    private let state: String
    private let lines: Int?
    private var attempt: AttemptID?
    private var reader: LogReader?
    private var position: Int64 = 0
    private var filter = TerminalFilter()

    /// `state`: the state directory. `lines`: only so many of the first attempt's last lines.
    init(console: Console, state: String, lines: Int?) {
        self.console = console
        self.state = state
        self.lines = lines
    }

    /// What has come since the last call.
    mutating func printNew(of attempt: Attempt) throws {
        if self.attempt != attempt.id {
            position = 0
            reader = nil
        }
        if reader == nil {
            reader = try? LogReader(directory: attempt.directory(state: state))
            if reader == nil, attempt.state != .claimed, attempt.state != .released { try explainMissing(attempt) }
            if let lines, self.attempt == nil { position = (lines > 0 ? reader?.offset(ofLast: lines) : reader?.total()) ?? 0 }
        }
        self.attempt = attempt.id
        while let chunk = reader?.read(from: position, limit: 1 << 16), !chunk.bytes.isEmpty {
            if chunk.skipped > 0 { say(skipped: chunk.skipped) }
            try write(chunk.bytes)
            position = chunk.next
        }
    }

    /// Must be called at the end: a terminal gets what was held back, and its colours again.
    mutating func finish() throws {
        if console.output.isTerminal { try console.write(filter.finish()) }
    }

    private mutating func write(_ bytes: [UInt8]) throws {
        if console.output.isTerminal { return try console.write(filter.filtered(bytes)) }
        try console.write(bytes)
    }

    private func say(skipped: Int64) {
        let size = HumanTime.size(skipped)
        console.say(Text(ja: "… \(size) を省略 …", en: "… \(size) left out …"))
    }

    private func explainMissing(_ attempt: Attempt) throws {
        if attempt.runDirectory == nil {
            let why = attempt.outcome?.message ?? ""
            return console.say(
                Text(ja: "試行 \(attempt.number) は起動されませんでした: \(why)", en: "Attempt \(attempt.number) was not started: \(why)"))
        }
        let directory = attempt.directory(state: state)
        throw CommandFailure(
            Text(
                ja: "試行 \(attempt.number) のログがここにありません: \(directory)（実行ホスト: \(attempt.host)）",
                en: "the log of attempt \(attempt.number) is not here: \(directory) (it ran on \(attempt.host))"), .failed)
    }
}

extension Attempt {
    /// Where the run's files are: noted a moment after the start, and always at the same place below the state directory.
    func directory(state: String) -> String { runDirectory ?? "\(state)/runs/\(id)" }
}
