import ArgumentParser
import YobanCore

/// The command line. Each command names itself: a name made from its type would take a tenth of a millisecond at every start.
struct Yoban: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "yoban",
        abstract: said(
            ja: "夜番: 眠っている間に動くスクリプトのためのジョブキュー", en: "Yoban, night watch: a job queue for the scripts that run while people sleep."),
        version: version,
        groupedSubcommands: [
            CommandGroup(
                name: said(ja: "ジョブ", en: "Jobs"),
                subcommands: [Enqueue.self, List.self, Show.self, Logs.self, Follow.self, Wait.self, Stop.self, Retry.self, Rerun.self]),
            CommandGroup(name: said(ja: "スクリプト", en: "Scripts"), subcommands: [RunHere.self, Report.self]),
            CommandGroup(
                name: said(ja: "サービス", en: "Service"),
                subcommands: [
                    Serve.self, WorkerGroup.self, QueueGroup.self, Scheduler.self, ServerCommand.self, UserGroup.self, TokenGroup.self,
                    Check.self,
                    Migrate.self,
                ]),
        ])
}
