import YobanCore
import YobanOperations
import YobanTerminal

/// Prints the output of one attempt after the other, from where it was.
struct LogPrinter {
    private let console: Console
    private let lines: Int?
    private var log: LogSource
    private var attempt: AttemptID?
    private var position: Int64 = 0
    private var hasBegun = false
    /// Why there is no output is said once for each attempt.
    private var hasExplained = false
    private var filter = TerminalFilter()

    /// `lines`: only so many of the first attempt's last lines.
    init(_ session: Session, lines: Int?) {
        console = session.console
        self.lines = lines
        log = LogSource(session)
    }

    /// What has come since the last call.
    mutating func printNew(of attempt: Attempt) async throws {
        if self.attempt != attempt.id {
            hasBegun = self.attempt != nil || lines == nil
            position = 0
            hasExplained = false
        }
        self.attempt = attempt.id
        try await log.refresh(attempt)
        guard log.total > 0 else { return try explainMissing(attempt) }
        if !hasBegun, let lines { position = lines > 0 ? try await log.offset(ofLast: lines) : log.total }
        hasBegun = true
        while true {
            let chunk = try await log.read(from: position, limit: 1 << 16)
            if chunk.bytes.isEmpty { return }
            if chunk.offset > position { say(skipped: chunk.offset - position) }
            try write(chunk.bytes)
            position = chunk.end
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

    /// Nothing was written, or nothing of it can be read any more, or from here.
    private mutating func explainMissing(_ attempt: Attempt) throws {
        guard !hasExplained, attempt.state == .ended, attempt.outcome?.resources.outputBytes != 0 || attempt.runDirectory == nil else {
            return
        }
        guard let directory = attempt.runDirectory else {
            hasExplained = true
            let why = attempt.outcome?.message ?? ""
            return console.say(
                Text(ja: "試行 \(attempt.number) は起動されませんでした: \(why)", en: "Attempt \(attempt.number) was not started: \(why)"))
        }
        throw CommandFailure(
            Text(
                ja:
                    "試行 \(attempt.number) のログがここにありません: \(directory)（実行ホスト: \(attempt.host)）。そのホストで実行してください: yoban logs \(attempt.job) --attempt \(attempt.number)",
                en:
                    "the log of attempt \(attempt.number) is not here: \(directory) (it ran on \(attempt.host)). There: yoban logs \(attempt.job) --attempt \(attempt.number)"
            ), .failed)
    }
}
