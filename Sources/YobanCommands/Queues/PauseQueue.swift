import ArgumentParser
import YobanCore
import YobanOperations
import YobanTerminal

struct PauseQueue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: said(ja: "キューのジョブを始めない", en: "Give out no job of a queue."),
        discussion: said(
            ja: "実行中のジョブは続き、ジョブの追加もできます。ラベル付きのキュー（NAME@LABEL）も止まります。再起動しても残り、yoban queue resume で元に戻します。",
            en:
                "What runs goes on, and jobs may still be queued. The queues of its labels (NAME@LABEL) are paused too. It lasts over restarts, until yoban queue resume."
        ))

    @Argument(help: help(ja: "キューの名前", en: "A queue's name.", name: "name"), completion: .queues)
    var name: String

    @Option(help: help(ja: "理由。ほかの人に表示される", en: "Why, for others to read.", name: "text"))
    var reason = ""

    @OptionGroup var client: ClientOptions

    func run() async throws {
        let session = try await Session.open(client)
        let pause = try await session.operations.pauseQueue(name, reason: reason)
        let name = TerminalText.sanitised(pause.queue.shortened)
        try session.console.print(
            said(
                ja: "キュー \(name) を一時停止しました。再開: yoban queue resume \(name)",
                en: "The queue \(name) is paused. To resume it: yoban queue resume \(name)"))
    }
}
