import ArgumentParser
import YobanConfig
import YobanCore
import YobanOperations
import YobanTerminal

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: said(ja: "カタログを調べ、誤りをすべて示す", en: "Check the catalogue and show everything that is wrong."))

    @OptionGroup var json: JSONOption
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let console = Console()
        var problems: [Problem]
        var definitions: [JobDefinition] = []
        var settings: Settings?
        do throws(ConfigurationError) {
            let loaded = try loadConfiguration(flags: global.flags)
            definitions = loaded.catalogue.definitions
            settings = loaded.settings
            problems = CatalogueCheck(inheritedPath: processEnvironment["PATH"]).problems(in: loaded.catalogue)
        } catch {
            problems = error.problems
        }
        let isGood = !problems.contains { $0.severity == .error }
        if json.json {
            try console.print(
                JSON.object([
                    .init("definitions", .array(definitions.map { JSON($0) })), .init("problems", .array(problems.map(Self.json))),
                ]).text)
        } else {
            for problem in problems { console.say(problem.line(from: workingDirectory())) }
            if isGood {
                try show(definitions, console)
                settings.map { console.say(Self.words($0)) }
            }
        }
        if !isGood { throw QuietExit(.badConfiguration) }
    }

    private func show(_ definitions: [JobDefinition], _ console: Console) throws {
        var table = Table([
            Column(said(ja: "キー", en: "KEY")), Column(said(ja: "名前", en: "NAME"), minimum: 8, yields: 2),
            Column(said(ja: "優先度", en: "PRIORITY"), .right), Column(said(ja: "予定", en: "SCHEDULE")),
        ])
        // A column for what is the same everywhere says nothing.
        let hasPlaces = definitions.contains { $0.placement != Placement() }
        if hasPlaces {
            table.columns.append(Column(said(ja: "キュー", en: "QUEUE"), minimum: 8, yields: 4))
            table.columns.append(Column(said(ja: "同時実行", en: "CONCURRENCY"), minimum: 8, yields: 4))
        }
        table.columns.append(Column(said(ja: "コマンド", en: "COMMAND"), minimum: 12, yields: 3))
        table.rows = definitions.map { definition in
            let schedule = definition.schedule.flatMap { try? CronExpression($0) }.map { said($0.words) }
            var row = [
                StyledText(definition.key.value), StyledText(definition.name), StyledText("\(definition.priority)"),
                StyledText(schedule ?? "-"),
            ]
            if hasPlaces {
                row.append(StyledText(definition.placement.queue))
                row.append(StyledText(definition.placement.concurrency.map { "\($0.name) (\($0.limit))" } ?? "-"))
            }
            return row + [StyledText(definition.command.joined(separator: " "))]
        }
        try console.printTable(table)
        let count = definitions.count
        console.say(
            Text(ja: "誤りはありません（定義 \(count) 件）", en: "No errors (\(count) \(count == 1 ? "definition" : "definitions"))."))
    }

    /// What the jobs are run with, where the file alone doesn't tell it.
    private static func words(_ settings: Settings) -> Text {
        let worker = settings.worker
        let queues = worker.queues.joined(separator: ", ")
        let labels = worker.labels.joined(separator: ", ")
        let lease = Units.spelled(worker.lease)
        return Text(
            ja:
                "ストア: \(settings.store)\nワーカー: スロット \(worker.slots)、キュー \(queues)\(labels.isEmpty ? "" : "、ラベル \(labels)")、リース \(lease)",
            en:
                "Store: \(settings.store)\nWorker: \(worker.slots) slots, queues \(queues)\(labels.isEmpty ? "" : ", labels \(labels)"), lease \(lease)"
        )
    }

    private static func json(_ problem: Problem) -> JSON {
        .object([
            .init("severity", .string(problem.severity.rawValue)), .init("file", .string(problem.file)),
            .init("line", .int(Int64(problem.line))),
            .init("column", .int(Int64(problem.column))), .init("message", .string(problem.message.en)),
            .init("message_ja", .string(problem.message.ja)),
        ])
    }
}
