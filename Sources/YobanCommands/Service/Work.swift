import ArgumentParser
import YobanConfig
import YobanCore

/// What a worker process can be told beside the catalogue.
struct WorkerOptions: ParsableArguments {
    @Option(help: help(ja: "同時に実行するジョブの数", en: "How many jobs run at once.", name: "n"))
    var slots: Int?

    @Option(help: help(ja: "状態フォルダー（既定: カタログの state）", en: "The state directory (default: the catalogue's).", name: "folder"))
    var state: String?
}

struct Work: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: said(ja: "ジョブを実行する", en: "Run jobs."),
        discussion: said(
            ja: "SIGTERM と Ctrl-C では新しいジョブを取らずに終わり、実行中のジョブはそのまま続きます。次に起動したワーカーが引き継ぎます。",
            en: "At SIGTERM or Ctrl-C it takes no new job and ends; running jobs go on, and the next worker takes them up."))

    @Flag(help: help(ja: "待機中と実行中のジョブがなくなったら終わる", en: "End when nothing is pending or running."))
    var untilIdle = false

    @Flag(help: help(ja: "終わるとき、実行中のジョブも停止する", en: "When ending, stop the running jobs too."))
    var stopJobs = false

    @OptionGroup var worker: WorkerOptions
    @OptionGroup var global: GlobalOptions

    func run() async throws {
        try await Daemon(role: .worker, flags: worker.flags(global), untilIdle: untilIdle, stopsJobs: stopJobs).run()
    }
}

struct Scheduler: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scheduler",
        abstract: said(ja: "スケジュールと後始末だけを動かす（ジョブは実行しない）", en: "Keep schedules, retries and clean-up for all workers; run no jobs."),
        discussion: said(
            ja: "複数のホストで 1 つのストアを使うときに、1 台以上で動かします。何台で動かしても予定は 1 回だけ実行されます。",
            en: "For several hosts around one store: run it on at least one of them. However many run, a schedule fires once."))

    @OptionGroup var global: GlobalOptions

    func run() async throws { try await Daemon(role: .scheduler, flags: global.flags).run() }
}

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: said(ja: "ワーカー、スケジュール、HTTP API をまとめて動かす", en: "Run everything on one machine: worker, schedules, clean-up, HTTP."))

    @Flag(help: help(ja: "終わるとき、実行中のジョブも停止する", en: "When ending, stop the running jobs too."))
    var stopJobs = false

    @OptionGroup var worker: WorkerOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var global: GlobalOptions

    func run() async throws {
        var flags = worker.flags(global)
        flags.listen = server.listen
        try await Daemon(role: .serve, flags: flags, stopsJobs: stopJobs).run()
    }
}

extension WorkerOptions {
    func flags(_ global: GlobalOptions) -> Configuration.Flags {
        var flags = global.flags
        flags.slots = slots
        flags.state = state
        return flags
    }
}
