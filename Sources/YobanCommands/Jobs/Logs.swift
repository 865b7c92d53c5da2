import ArgumentParser
import YobanCore
import YobanOperations

struct Logs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: said(ja: "ジョブの出力を表示する", en: "Print a job's output."),
        discussion: said(
            ja: "パイプにはバイト列をそのまま出し、端末では色だけを残して制御文字を見える形にします。",
            en: "A pipe gets the bytes as they are; a terminal gets colours, with other control characters made visible."))

    @Argument(help: help(ja: "ジョブ番号、またはキー（最新のジョブ）", en: "A job's number, or a key for its newest job.", name: "id"), completion: .jobs)
    var id: String

    @Flag(name: [.customShort("f"), .long], help: help(ja: "終わりまで追いかける", en: "Go on until the job ends."))
    var follow = false

    @Option(name: [.customShort("n"), .long], help: help(ja: "最後の行数", en: "Only the last lines.", name: "n"))
    var lines: Int?

    @Option(help: help(ja: "試行の番号（既定: 最新）", en: "The attempt (default: the newest).", name: "n"))
    var attempt: Int?

    @OptionGroup var client: ClientOptions

    func validate() throws {
        if let lines, lines < 0 { throw ValidationError(said(ja: "-n は 0 以上です", en: "-n is 0 or more")) }
    }

    func run() async throws {
        let session = try await Session.open(client)
        if follow { Interrupt.watch() }
        let id = try await session.job(named: id).id
        var printer = LogPrinter(session, lines: lines)
        var isFirst = true
        while true {
            // The row first: what an attempt wrote before its end was seen is in the log.
            let job = try await session.operations.job(id)
            let shown = try await chosen(of: job, session)
            if let shown { try await printer.printNew(of: shown) } else if isFirst { try await sayWaiting(job, session) }
            isFirst = false
            let isOver = attempt == nil ? job.status.isFinished : shown?.state == .ended || shown?.state == .released
            if isOver || !follow { return try printer.finish() }
            if Interrupt.happened {
                try printer.finish()
                throw QuietExit(.interrupted)
            }
            try await Task.sleep(for: session.pace)
        }
    }

    private func sayWaiting(_ job: Job, _ session: Session) async throws {
        guard job.status == .pending else {
            return session.console.say(Text(ja: "ジョブ \(job.id) は開始しませんでした", en: "Job \(job.id) never started."))
        }
        let now = session.now()
        let what = try await QueueState(session).wait(of: job, now: now)
        let hint =
            follow ? Text(ja: "", en: "") : Text(ja: "。待つには: yoban logs \(job.id) -f", en: " To wait for it: yoban logs \(job.id) -f")
        session.console.say(
            Text(ja: "ジョブ \(job.id) はまだ開始していません（\(what.ja)）\(hint.ja)", en: "Job \(job.id) has not started (\(what.en)).\(hint.en)"))
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
