import ArgumentParser

struct QueueGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue", abstract: said(ja: "キューの一覧、一時停止、再開", en: "List, pause and resume queues."),
        subcommands: [QueueList.self, PauseQueue.self, ResumeQueue.self])
}
