import ArgumentParser
import YobanCore
import YobanOperations
import YobanTerminal

struct QueueList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: said(ja: "ジョブのあるキューと、一時停止中のキューを一覧する", en: "List the queues that have jobs or are paused."))

    @OptionGroup var json: JSONOption
    @OptionGroup var client: ClientOptions

    func run() async throws {
        let session = try await Session.open(client)
        let now = session.now()
        let queues = try await session.operations.queues()
        if json.json { return try session.console.print(JSON.array(queues.map { JSON($0) }).text) }
        guard !queues.isEmpty else {
            return session.console.say(
                Text(
                    ja: "待機中・実行中のジョブはなく、一時停止中のキューもありません", en: "No job waits or runs, and no queue is paused."))
        }
        var table = Table([
            Column(said(ja: "キュー", en: "QUEUE"), minimum: 8, yields: 2), Column(said(ja: "待機", en: "WAITING"), .right),
            Column(said(ja: "保留", en: "HELD"), .right), Column(said(ja: "実行中", en: "RUNNING"), .right),
            Column(said(ja: "最長待ち", en: "OLDEST"), .right), Column(said(ja: "一時停止", en: "PAUSED"), minimum: 12, yields: 3),
        ])
        table.rows = queues.map { $0.cells(now: now) }
        try session.console.printTable(table)
    }
}

extension QueueStanding {
    fileprivate func cells(now: Instant) -> [StyledText] {
        let age = figures.oldestReady.map { HumanTime.tableDuration(max(now - $0, .zero), processLanguage) }
        return [
            StyledText(figures.queue)
        ] + [figures.ready, figures.held, figures.running].map { StyledText("\($0)") } + [
            StyledText(age ?? "-"), pause.map { StyledText(said($0.words(now: now)), .yellow) } ?? StyledText("-"),
        ]
    }
}

extension QueuePause {
    /// Who, since when, and why: `by yamada since 22:05: month-end closing`.
    func words(now: Instant) -> Text {
        let (by, since, reason) = (by.shortened, HumanTime.tableTime(at, now: now), reason.onOneLine)
        return Text(
            ja: "\(by)、\(since) から" + (reason.isEmpty ? "" : "、理由: \(reason)"),
            en: "by \(by) since \(since)" + (reason.isEmpty ? "" : ": \(reason)"))
    }
}
