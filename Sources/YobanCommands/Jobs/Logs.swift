import ArgumentParser
import YobanCore
import YobanOperations
import YobanExecution
import YobanTerminal

struct Logs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: said(ja: "ジョブの出力を表示する", en: "Print a job's output."),
        discussion: said(
            ja: "パイプにはバイト列をそのまま出し、端末では色だけを残して制御文字を見える形にします。",
            en: "A pipe gets the bytes as they are; a terminal gets colours, with other control characters made visible."))

    @Argument(help: help(ja: "ジョブ番号、またはキー（最新のジョブ）", en: "A job's number, or a key for its newest job.", name: "id"), completion: .jobIDs)
    var id: String

    @Flag(name: [.customShort("f"), .long], help: help(ja: "終わりまで追いかける", en: "Go on until the job ends."))
    var follow = false

    @Option(name: [.customShort("n"), .long], help: help(ja: "最後の行数", en: "Only the last lines.", name: "n"))
    var lines: Int?

    @Option(help: help(ja: "試行の番号（既定: 最新）", en: "The attempt (default: the newest).", name: "n"))
    var attempt: Int?

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if let lines, lines < 0 { throw ValidationError(said(ja: "-n は 0 以上です", en: "-n is 0 or more")) }
    }

    func run() async throws {
        let session = try await Session.open(global)
        if follow { Interrupt.watch() }
        let job = try await session.job(named: id)
        var printer = LogPrinter(console: session.console, lines: lines)
        var shown = try await chosen(of: job, session)
        if shown == nil, !follow {
            return session.console.say(
                Text(
                    ja: "ジョブ \(job.id) はまだ開始していません。待つには: yoban logs \(job.id) -f",
                    en: "Job \(job.id) has not started. To wait for it: yoban logs \(job.id) -f"))
        }
        while true {
            if let current = shown { try printer.printNew(in: current.directory(state: session.settings.state)) }
            let now = try await session.operations.job(job.id)
            let newest = try await chosen(of: now, session)
            if newest?.id != shown?.id {
                shown = newest
                continue
            }
            let isOver = attempt == nil ? now.status.isFinished : shown?.state == .ended || shown?.state == .released
            if isOver || !follow {
                if let current = shown { try printer.printNew(in: current.directory(state: session.settings.state)) }
                return try printer.finish()
            }
            if Interrupt.happened { throw QuietExit(.interrupted) }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    private func chosen(of job: Job, _ session: Session) async throws -> Attempt? {
        let attempts = try await session.operations.attempts(of: job.id)
        guard let attempt else { return attempts.last }
        guard let found = attempts.first(where: { $0.number == attempt }) else {
            let known = attempts.map { "\($0.number)" }.joined(separator: ", ")
            throw CommandFailure(
                Text(
                    ja: "ジョブ \(job.id) に試行 \(attempt) はありません（あるもの: \(known.isEmpty ? "なし" : known)）",
                    en: "job \(job.id) has no attempt \(attempt) (there are: \(known.isEmpty ? "none" : known))"), .failed)
        }
        return found
    }
}

extension Attempt {
    /// Where the run's files are: noted a moment after the start, and always at the same place below the state directory.
    func directory(state: String) -> String { runDirectory ?? "\(state)/runs/\(id)" }
}
