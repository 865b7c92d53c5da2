import ArgumentParser
import YobanCore

struct Follow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "follow", abstract: said(ja: "進捗とログを終わりまで表示する", en: "Show progress and log until the end."),
        discussion: said(
            ja: "Ctrl-C は表示を終えるだけで、ジョブは続きます。複数のジョブでは進捗だけを並べ、最後に結果の表を出します。終了コードは wait と同じです。",
            en:
                "Ctrl-C only ends the view, the job goes on. Of several jobs only the progress is shown, and a table at the end. Exit codes are those of wait."
        ))

    @Argument(help: help(ja: "ジョブ番号、またはキー（最新のジョブ）", en: "Numbers of jobs, or keys for their newest.", name: "id"), completion: .jobs)
    var ids: [String]

    @OptionGroup var client: ClientOptions

    func run() async throws {
        let session = try await Session.open(client)
        var jobs: [JobID] = []
        for id in ids { jobs.append(try await session.job(named: id).id) }
        throw QuietExit(try await FollowView(session: session, ids: jobs).run())
    }
}
