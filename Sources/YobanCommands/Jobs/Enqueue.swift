import ArgumentParser
import YobanCore
import YobanOperations
import YobanTerminal

struct Enqueue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enqueue", abstract: said(ja: "ジョブをキューに追加する", en: "Queue jobs."))

    @Argument(help: help(ja: "ジョブキー", en: "The keys of definitions.", name: "key"), completion: .jobKeys)
    var keys: [String]

    @Option(name: .customLong("param"), help: help(ja: "パラメータ（繰り返し可）", en: "A parameter; may be repeated.", name: "name=value"))
    var parameters: [String] = []

    @Option(help: help(ja: "優先度（大きいほど先）", en: "The priority; larger is more urgent.", name: "n"))
    var priority: Int?

    @Option(help: help(ja: "失敗時の再試行の上限", en: "How often to try again after a failure.", name: "n"))
    var maxRetries: Int?

    @Option(help: help(ja: "開始時刻: 02:00、2026-11-22 02:00", en: "Not before this time: 02:00, 2026-11-22 02:00.", name: "time"))
    var at: String?

    @Option(name: .customLong("in"), help: help(ja: "この時間だけ待ってから開始: 10m", en: "Not before this long from now: 10m.", name: "duration"))
    var delay: String?

    @Option(help: help(ja: "同じ値の未完了ジョブがあれば追加しない", en: "Queue nothing while an unfinished job has the same key.", name: "key"))
    var uniqueKey: String?

    @Flag(help: help(ja: "終わるまで待ち、結果を終了コードで返す", en: "Wait for the end; the exit code tells the result."))
    var wait = false

    @Flag(help: help(ja: "進捗とログを表示しながら終わりを待つ", en: "Show progress and log until the end."))
    var follow = false

    @OptionGroup var json: JSONOption
    @OptionGroup var client: ClientOptions

    func validate() throws {
        if at != nil && delay != nil { throw ValidationError(said(ja: "--at と --in は同時に指定できません", en: "--at and --in don't go together")) }
        if json.json && follow {
            throw ValidationError(said(ja: "--json と --follow は同時に指定できません", en: "--json and --follow don't go together"))
        }
        if let maxRetries, !(0...1000).contains(maxRetries) {
            throw ValidationError(said(ja: "--max-retries は 0 から 1000 です", en: "--max-retries is 0 to 1000"))
        }
        if let priority, Int32(exactly: priority) == nil {
            throw ValidationError(
                said(ja: "--priority は \(Int32.min) から \(Int32.max) です", en: "--priority is \(Int32.min) to \(Int32.max)"))
        }
    }

    func run() async throws {
        let session = try await Session.open(client)
        let requests = try self.requests(now: session.now())
        let enqueued = try await session.operations.enqueue(requests)
        for (request, one) in zip(requests, enqueued) { try announce(one, request, session) }
        let ids = enqueued.map(\.id)
        if follow { throw QuietExit(try await FollowView(session: session, ids: ids).run()) }
        if wait { throw QuietExit(try await Waiting(session: session, ids: ids, limit: nil).run()) }
        if session.console.talk.isTerminal {
            await session.sayIfNoWorker(for: keys.compactMap { JobKey($0).flatMap(session.definition)?.placement.queue })
        }
    }

    private func requests(now: Instant) throws -> [EnqueueRequest] {
        let values = try Self.pairs(parameters)
        let runAfter: Instant? =
            if let at { try TimeInput.future(at, now: now) } else if let delay { now + (try TimeInput.duration(delay)) } else { nil }
        return keys.map { key in
            var request = EnqueueRequest(key: key)
            request.trace = processEnvironment["TRACEPARENT"].flatMap { TraceParent($0) }
            request.parameters = values
            request.priority = priority
            request.maxRetries = maxRetries
            request.runAfter = runAfter
            request.uniqueKey = uniqueKey
            return request
        }
    }

    static func pairs(_ parameters: [String]) throws -> [String: String] {
        var values: [String: String] = [:]
        for pair in parameters {
            guard let equals = pair.firstIndex(of: "="), equals != pair.startIndex else {
                throw CommandFailure(
                    Text(ja: "--param は 名前=値 の形です: \(pair)", en: "--param takes name=value, not \(pair)"), .usage)
            }
            let name = String(pair[..<equals])
            guard values.updateValue(String(pair[pair.index(after: equals)...]), forKey: name) == nil else {
                throw CommandFailure(Text(ja: "パラメータ \(name) が 2 回指定されています", en: "parameter \(name) is given twice"), .usage)
            }
        }
        return values
    }

    private func announce(_ enqueued: Enqueued, _ request: EnqueueRequest, _ session: Session) throws {
        let (id, key) = (enqueued.id, request.key)
        let isNew = enqueued == .created(id)
        if json.json {
            return try session.console.print(
                JSON.object([.init("id", .int(id.value)), .init("job_key", .string(key)), .init("created", .bool(isNew))]).text)
        }
        guard isNew else {
            return try session.console.print(
                said(
                    ja: "同じ --unique-key のジョブ \(id) がまだ終わっていないため、追加しませんでした: \(key)",
                    en: "Not queued: job \(id) with the same --unique-key has not finished (\(key))."))
        }
        // Only the server knows its definitions.
        let priority = request.priority ?? JobKey(key).flatMap(session.definition)?.priority
        let due = request.runAfter.map { HumanTime.dateAndTime($0) }
        try session.console.print(
            said(
                ja:
                    "ジョブをキューに追加しました: \(key) (ID: \(id))\(priority.map { "、優先度 \($0)" } ?? "")\(due.map { "、\($0) 以降に開始" } ?? "")",
                en: "Queued job \(id) (\(key)\(priority.map { ", priority \($0)" } ?? "")\(due.map { ", not before \($0)" } ?? ""))."))
    }
}
