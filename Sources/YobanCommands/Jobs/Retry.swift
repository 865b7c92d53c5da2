import ArgumentParser
import YobanCore
import YobanOperations
import YobanTerminal

struct Retry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: said(ja: "終わったジョブを同じ番号でもう一度実行する", en: "Run finished jobs again, under the same number."))

    @Argument(help: help(ja: "ジョブ番号", en: "Numbers of jobs.", name: "id"), completion: .finishedJobs)
    var ids: [String]

    @OptionGroup var client: ClientOptions

    func run() async throws {
        let session = try await Session.open(client)
        for id in try await session.jobs(numbered: ids) {
            try await session.operations.retry(id)
            try session.console.print(said(ja: "ジョブ \(id) を再びキューに入れました", en: "Job \(id) is queued again."))
        }
        if session.console.talk.isTerminal { await session.sayIfNoWorker() }
    }
}

struct Rerun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rerun", abstract: said(ja: "同じ内容の新しいジョブを追加する", en: "Queue a new job like an old one."))

    @Argument(help: help(ja: "ジョブ番号", en: "A job's number.", name: "id"), completion: .finishedJobs)
    var id: String

    @OptionGroup var json: JSONOption
    @OptionGroup var client: ClientOptions

    func run() async throws {
        let session = try await Session.open(client)
        let old = try jobID(id)
        let new = try await session.operations.rerun(old)
        try session.console.print(
            json.json
                ? JSON.object([.init("id", .int(new.value)), .init("rerun_of", .int(old.value))]).text
                : said(ja: "ジョブ \(old) と同じ内容で追加しました (ID: \(new))", en: "Queued job \(new), like job \(old)."))
    }
}
