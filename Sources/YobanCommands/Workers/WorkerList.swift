import ArgumentParser
import YobanCore
import YobanOperations
import YobanTerminal

struct WorkerList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: said(ja: "ワーカーを一覧する", en: "List the workers."))

    @OptionGroup var json: JSONOption
    @OptionGroup var client: ClientOptions

    func run() async throws {
        let session = try await Session.open(client)
        let now = session.now()
        let workers = try await session.operations.workers()
        if json.json { return try session.console.print(JSON.array(workers.map { JSON($0) }).text) }
        guard !workers.isEmpty else { return session.console.say(.noWorkerSentence) }
        var table = Table([
            Column(said(ja: "ホスト", en: "HOST"), minimum: 8, yields: 2), Column("ID", minimum: 12, yields: 3),
            Column(said(ja: "状態", en: "STATE")), Column(said(ja: "スロット", en: "SLOTS"), .right),
            Column(said(ja: "キュー", en: "QUEUES"), minimum: 8, yields: 4), Column(said(ja: "最終応答", en: "LAST BEAT"), .right),
            Column(said(ja: "版", en: "VERSION")),
        ])
        table.rows = workers.map { $0.cells(now: now) }
        try session.console.printTable(table)
        for worker in workers.map(\.record) { worker.shortages.forEach(session.console.say) }
    }
}

extension WorkerState {
    var tint: Tint {
        switch self {
        case .live: .green
        case .draining, .silent: .yellow
        case .lost: .red
        }
    }
}

extension WorkerRecord {
    /// What its host is about to run out of.
    fileprivate var shortages: [Text] {
        guard let condition else { return [] }
        var shortages: [Text] = []
        if condition.isShortOfDisk {
            let (free, size) = (HumanTime.size(condition.diskFreeBytes), HumanTime.size(condition.diskBytes))
            shortages.append(
                Text(
                    ja: "\(host) のディスクの空きが残り \(free) です（全体 \(size)）",
                    en: "The disk of \(host) has only \(free) of \(size) left."))
        }
        if condition.isShortOfDescriptors {
            let (open, limit) = (condition.descriptors, condition.descriptorLimit)
            shortages.append(
                Text(
                    ja: "\(host) のワーカーが開いているファイルは \(open) 個です（上限 \(limit)）",
                    en: "The worker of \(host) has \(open) descriptors open, of at most \(limit)."))
        }
        return shortages
    }
}

extension WorkerStanding {
    fileprivate func cells(now: Instant) -> [StyledText] {
        let age = HumanTime.duration(max(now - record.seenAt, .zero), processLanguage)
        return [
            StyledText(record.host), StyledText(record.id.value), StyledText(said(state.word), state.tint),
            StyledText("\(held.count)/\(record.slots)"), StyledText(shownQueues.joined(separator: ", ")),
            StyledText(said(ja: "\(age)前", en: "\(age) ago")), StyledText(record.version),
        ]
    }
}
