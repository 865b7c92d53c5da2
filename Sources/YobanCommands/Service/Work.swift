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
        commandName: "worker",
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
        try await Daemon(flags: worker.flags(global), untilIdle: untilIdle, stopsJobs: stopJobs, keepsSchedules: false).run()
    }
}

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: said(ja: "ワーカーとスケジュールをまとめて動かす", en: "Run everything on one machine: worker, schedules, clean-up."))

    @Flag(help: help(ja: "終わるとき、実行中のジョブも停止する", en: "When ending, stop the running jobs too."))
    var stopJobs = false

    @OptionGroup var worker: WorkerOptions
    @OptionGroup var global: GlobalOptions

    func run() async throws {
        try await Daemon(flags: worker.flags(global), untilIdle: false, stopsJobs: stopJobs, keepsSchedules: true).run()
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
