import ArgumentParser
import YobanCore
import YobanOperations
import YobanTerminal

struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: said(ja: "ジョブの詳細と試行の記録を表示する", en: "Show a job and its attempts."))

    @Argument(help: help(ja: "ジョブ番号、またはキー（最新のジョブ）", en: "A job's number, or a key for its newest job.", name: "id"), completion: .jobs)
    var id: String

    @OptionGroup var json: JSONOption
    @OptionGroup var client: ClientOptions

    func run() async throws {
        let session = try await Session.open(client)
        let job = try await session.job(named: id)
        let attempts = try await session.operations.attempts(of: job.id)
        if json.json { return try session.console.print(JSON(job, attempts: attempts).text) }
        let now = session.now()
        let queue = job.status.isFinished ? nil : try await QueueState(session)
        let ahead = try await session.operations.jobsAhead(of: job.id) ?? 0
        let definition = job.key.flatMap(session.definition)
        let page = JobPage(job: job, command: definition?.command, attempts: attempts, queue: queue, ahead: ahead, now: now)
        try session.console.write(page.rendered(session.console.style))
    }
}

/// One job as text: what it is, where it stands, and its attempts.
struct JobPage {
    let job: Job
    /// What its definition runs; nil for a row of another program.
    let command: [String]?
    let attempts: [Attempt]
    /// Nil for a finished job.
    let queue: QueueState?
    /// Pending jobs that come first.
    let ahead: Int
    let now: Instant

    /// In cells; another program's name may be a novel.
    private static let longestName = 300

    func rendered(_ style: Style) -> String {
        let name = StyledText(job.name, .bold).truncated(to: Self.longestName, ellipsis: style.ellipsis)
        var lines = [StyledText("\(job.id)  ", .bold) + name]
        for (label, value) in facts(style) where value.width > 0 { lines.append(Self.line(label, value)) }
        for attempt in attempts { lines += section(attempt) }
        return lines.map { $0.rendered(style) + "\n" }.joined()
    }

    private static func line(_ label: String, _ value: StyledText) -> StyledText {
        StyledText("  ") + StyledText(label, .grey).padded(to: 12) + StyledText("  ") + value
    }

    private func facts(_ style: Style) -> [(String, StyledText)] {
        var status = style.status(job.status, label: said(job.status.word))
        let situation =
            job.status.isFinished
            ? "" : said(job.status == .pending ? queue?.wait(of: job, now: now) ?? .slotWait : job.situation(now: now))
        if !situation.isEmpty { status += StyledText("  " + situation) }
        if ahead > 0 { status += StyledText(said(ja: "（先に \(ahead) 件）", en: " (\(ahead) before it)")) }
        return [
            (said(ja: "状態", en: "status"), status),
            (said(ja: "キー", en: "key"), StyledText(job.key?.value ?? "")),
            (said(ja: "コマンド", en: "command"), StyledText(command?.joined(separator: " ") ?? job.scriptPath)),
            (
                said(ja: "パラメータ", en: "parameters"),
                StyledText(job.parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " "))
            ),
            (said(ja: "キュー", en: "queue"), StyledText(job.queue == Job.defaultQueue ? "" : job.queue)),
            (said(ja: "同時実行", en: "concurrency"), StyledText(job.concurrency.map { "\($0.name) (\($0.limit))" } ?? "")),
            (said(ja: "優先度", en: "priority"), StyledText("\(job.priority)")),
            (said(ja: "再試行", en: "retries"), StyledText(job.maxRetries > 0 ? "\(job.retryCount)/\(job.maxRetries)" : "")),
            (said(ja: "登録", en: "created"), StyledText(HumanTime.dateAndTime(job.createdAt) + (job.submittedBy.map { "  \($0)" } ?? ""))),
            (said(ja: "開始", en: "started"), StyledText(job.startedAt.map(HumanTime.dateAndTime) ?? "")),
            (said(ja: "終了", en: "ended"), StyledText(job.completedAt.map(HumanTime.dateAndTime) ?? "")),
            (said(ja: "エラー", en: "error"), StyledText(job.errorMessage ?? "", .red)),
            (said(ja: "ログ", en: "log"), StyledText(attempts.isEmpty ? "" : "yoban logs \(job.id)")),
        ]
    }

    private func section(_ attempt: Attempt) -> [StyledText] {
        let outcome = attempt.outcome
        let state = outcome.map { said($0.reason.word) } ?? said(attempt.state.word)
        var head = StyledText(said(ja: "試行 \(attempt.number)", en: "attempt \(attempt.number)"), .bold)
        head += StyledText("  \(state)  \(attempt.host)  \(HumanTime.dateAndTime(attempt.startedAt ?? attempt.claimedAt))")
        if let start = attempt.startedAt {
            head += StyledText("  " + HumanTime.duration((attempt.endedAt ?? now) - start, processLanguage))
        }
        var lines = [StyledText(""), head]
        guard let outcome else { return lines }
        func add(_ label: String, _ value: String) {
            if !value.isEmpty { lines.append(Self.line(label, StyledText(value))) }
        }
        let used = outcome.resources
        add(said(ja: "結果", en: "result"), outcome.message)
        if attempt.startedAt != nil { add(said(ja: "使用量", en: "used"), said(Self.words(used))) }
        if used.droppedBytes > 0 { add(said(ja: "出力の省略", en: "output cut"), HumanTime.size(used.droppedBytes)) }
        guard !outcome.survivors.isEmpty else { return lines }
        add(said(ja: "残存プロセス", en: "outlived it"), outcome.survivors.joined(separator: ", "))
        add(
            said(ja: "後始末", en: "clean-up"),
            outcome.processesLeft == 0
                ? said(ja: "すべて終了（\(outcome.endedBy)）、残り 0", en: "all ended (\(outcome.endedBy)), 0 processes left")
                : said(ja: "\(outcome.processesLeft) 個が残っています", en: "\(outcome.processesLeft) processes left"))
        return lines
    }

    private static func words(_ used: Resources) -> Text {
        let cpu = Duration.milliseconds(used.userMilliseconds + used.systemMilliseconds)
        let (memory, output) = (HumanTime.size(used.peakMemoryBytes), HumanTime.size(used.outputBytes))
        return Text(
            ja: "メモリ最大 \(memory)、CPU \(HumanTime.duration(cpu, .japanese))、出力 \(output)",
            en: "peak memory \(memory), CPU \(HumanTime.duration(cpu, .english)), output \(output)")
    }
}
