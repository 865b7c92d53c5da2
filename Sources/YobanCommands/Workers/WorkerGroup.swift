import ArgumentParser
import YobanCore

/// `yoban worker`: without a verb it runs one.
struct WorkerGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker",
        abstract: said(ja: "ジョブを実行する。ワーカーの一覧と操作", en: "Run jobs; list and control workers."),
        discussion: said(
            ja: "コマンドを付けなければ run です。run のオプション: yoban worker run --help",
            en: "Without a command it is run, whose options are shown by: yoban worker run --help"),
        subcommands: [Work.self, WorkerList.self, WorkerDrain.self, WorkerDeclareDead.self], defaultSubcommand: Work.self)
}
