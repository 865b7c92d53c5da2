import ArgumentParser
import YobanConfig
import YobanCore
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
        do throws(ConfigurationError) {
            let loaded = try loadConfiguration(flags: global.flags)
            definitions = loaded.catalogue.definitions
            problems = CatalogueCheck(inheritedPath: processEnvironment["PATH"]).problems(in: loaded.catalogue)
        } catch {
            problems = error.problems
        }
        let isGood = !problems.contains { $0.severity == .error }
        if json.json {
            try console.print(
                JSON.object([
                    .init("definitions", .array(definitions.map(Self.json))), .init("problems", .array(problems.map(Self.json))),
                ]).text)
        } else {
            for problem in problems { console.say(problem.line(from: workingDirectory())) }
            if isGood { try show(definitions, console) }
        }
        if !isGood { throw QuietExit(.badConfiguration) }
    }

    private func show(_ definitions: [JobDefinition], _ console: Console) throws {
        var table = Table([
            Column(said(ja: "キー", en: "KEY")), Column(said(ja: "名前", en: "NAME"), minimum: 8, yields: 2), Column(said(ja: "優先度", en: "PRIORITY"), .right),
            Column(said(ja: "予定", en: "SCHEDULE")), Column(said(ja: "コマンド", en: "COMMAND"), minimum: 12, yields: 3),
        ])
        table.rows = definitions.map { definition in
            let schedule = definition.schedule.flatMap { try? CronExpression($0) }.map { said($0.words) }
            return [
                StyledText(definition.key.value), StyledText(definition.name), StyledText("\(definition.priority)"), StyledText(schedule ?? "-"),
                StyledText(definition.command.joined(separator: " ")),
            ]
        }
        try console.printTable(table)
        console.say(Text(ja: "誤りはありません（定義 \(definitions.count) 件）", en: "No errors (\(definitions.count) definitions)."))
    }

    private static func json(_ definition: JobDefinition) -> JSON {
        .object([
            .init("key", .string(definition.key.value)), .init("name", .string(definition.name)),
            .init("command", .array(definition.command.map { .string($0) })), .init("priority", .int(Int64(definition.priority))),
            .init("schedule", JSON(definition.schedule)), .init("max_retries", .int(Int64(definition.maxRetries))),
        ])
    }

    private static func json(_ problem: Problem) -> JSON {
        .object([
            .init("severity", .string(problem.severity.rawValue)), .init("file", .string(problem.file)), .init("line", .int(Int64(problem.line))),
            .init("column", .int(Int64(problem.column))), .init("message", .string(problem.message.en)),
            .init("message_ja", .string(problem.message.ja)),
        ])
    }
}
