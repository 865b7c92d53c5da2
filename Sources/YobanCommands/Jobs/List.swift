import ArgumentParser
import YobanCore
import YobanOperations
import YobanTerminal

struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: said(ja: "ジョブを新しい順に一覧する", en: "List jobs, newest first."))

    @Option(
        help: help(ja: "状態で絞る（繰り返し可）", en: "Only these states; may be repeated.", name: "status"),
        completion: .list(JobStatus.allCases.map(\.rawValue)))
    var status: [String] = []

    @Option(help: help(ja: "キーで絞る（* と ? が使える）", en: "Only these keys; * and ? match.", name: "glob"))
    var key: String?

    @Option(help: help(ja: "これ以降に追加されたもの: 18:00、2h、日付", en: "Only jobs made since: 18:00, 2h, a date.", name: "time"))
    var since: String?

    @Option(name: [.customShort("n"), .long], help: help(ja: "件数", en: "How many.", name: "n"))
    var limit = 50

    @OptionGroup var json: JSONOption
    @OptionGroup var client: ClientOptions

    func validate() throws {
        for status in status where JobStatus(rawValue: status) == nil {
            let all = JobStatus.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError(said(ja: "--status は \(all) のどれかです: \(status)", en: "--status is one of \(all), not \(status)"))
        }
        if !(1...10_000).contains(limit) { throw ValidationError(said(ja: "--limit は 1 から 10000 です", en: "--limit is 1 to 10000")) }
    }

    func run() async throws {
        let session = try await Session.open(client)
        let now = session.now()
        var filter = JobFilter()
        filter.statuses = Set(status.compactMap(JobStatus.init(rawValue:)))
        filter.keyGlob = key
        filter.since = try since.map { try TimeInput.past($0, now: now) }
        filter.limit = limit
        let jobs = try await session.operations.jobs(filter)
        if json.json { return try session.console.print(JSON.array(jobs.map { JSON($0) }).text) }
        guard !jobs.isEmpty else { return nothing(filter, session) }
        let unfinished = jobs.filter { !$0.status.isFinished }
        let waiting = unfinished.filter { $0.status == .pending && $0.hold != .time }
        let pauses = waiting.isEmpty ? [] : try await session.operations.pausedQueues()
        try session.console.printTable(JobTable(jobs, pauses: pauses, console: session.console, now: now).table)
        if !unfinished.isEmpty { await session.sayIfNoWorker(for: waiting.map(\.queue)) }
    }

    private func nothing(_ filter: JobFilter, _ session: Session) {
        var unfiltered = JobFilter()
        unfiltered.limit = filter.limit
        session.console.say(
            filter == unfiltered
                ? Text(
                    ja: "ジョブはまだありません。追加: yoban enqueue キー（キーの一覧: yoban check）",
                    en: "There are no jobs yet. Queue one: yoban enqueue KEY (the keys: yoban check)")
                : Text(ja: "条件に合うジョブはありません。すべて表示: yoban list", en: "No job matches. Show all: yoban list"))
    }
}

/// Jobs as a table, one row each.
struct JobTable {
    let table: Table

    /// Narrower terminals show the key alone.
    private static let roomForNames = 110

    init(_ jobs: [Job], pauses: [QueuePause], console: Console, now: Instant) {
        let hasNames = (console.width ?? .max) >= Self.roomForNames
        var columns = [
            Column("ID", .right), Column(said(ja: "状態", en: "STATUS")),
            Column(said(ja: "ジョブ", en: "JOB"), minimum: 12, yields: 2), Column(said(ja: "進捗", en: "PROGRESS"), minimum: 10, yields: 3),
            Column(said(ja: "試行", en: "TRY"), .right), Column(said(ja: "開始", en: "STARTED")), Column(said(ja: "所要", en: "TOOK"), .right),
        ]
        // A column for what is the same everywhere says nothing.
        let hasQueues = jobs.contains { $0.queue != Job.defaultQueue }
        if hasQueues { columns.append(Column(said(ja: "キュー", en: "QUEUE"), minimum: 8, yields: 4)) }
        if hasNames { columns.append(Column(said(ja: "名前", en: "NAME"), minimum: 12, yields: 1)) }
        var table = Table(columns)
        table.rows = jobs.map { job in
            let isPaused = job.status == .pending && job.hold != .time && pauses.contains { $0.holds(job.queue) }
            let label = job.key?.value ?? (hasNames ? job.scriptPath : job.name)
            var row = [
                StyledText("\(job.id)"), console.style.status(job.status, label: said(job.status.word)), StyledText(label),
                StyledText(said(isPaused ? .queuePaused : job.situation(now: now))), StyledText(Self.tries(job)),
                StyledText(job.startedAt.map { HumanTime.tableTime($0, now: now) } ?? "-"), StyledText(Self.took(job, now: now)),
            ]
            if hasQueues { row.append(StyledText(job.queue)) }
            if hasNames { row.append(StyledText(job.name)) }
            return row
        }
        self.table = table
    }

    private static func tries(_ job: Job) -> String {
        let isCounted = job.status == .pending || job.startedAt == nil
        return "\(job.retryCount + (isCounted ? 0 : 1))/\(job.maxRetries + 1)"
    }

    private static func took(_ job: Job, now: Instant) -> String {
        guard let started = job.startedAt, job.status != .pending else { return "-" }
        return HumanTime.tableDuration(max((job.completedAt ?? now) - started, .zero), processLanguage)
    }
}
