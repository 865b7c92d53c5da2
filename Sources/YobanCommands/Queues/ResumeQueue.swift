import ArgumentParser
import YobanCore
import YobanOperations
import YobanTerminal

struct ResumeQueue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: said(ja: "一時停止したキューを再開する", en: "Give out jobs of a paused queue again."))

    @Argument(help: help(ja: "キューの名前", en: "A queue's name.", name: "name"), completion: .pausedQueues)
    var name: String

    @OptionGroup var client: ClientOptions

    func run() async throws {
        let session = try await Session.open(client)
        try await session.operations.resumeQueue(name)
        let name = TerminalText.sanitised(name.shortened)
        try session.console.print(said(ja: "キュー \(name) を再開しました", en: "The queue \(name) is resumed."))
    }
}
