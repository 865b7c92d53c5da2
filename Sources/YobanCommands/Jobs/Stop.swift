import ArgumentParser
import YobanCore
import YobanOperations

struct Stop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: said(ja: "ジョブを停止する（SIGTERM、猶予のあと SIGKILL）", en: "Stop jobs: SIGTERM, grace, then SIGKILL."))

    @Argument(help: help(ja: "ジョブ番号", en: "Numbers of jobs.", name: "id"), completion: .unfinishedJobs)
    var ids: [String]

    @OptionGroup var client: ClientOptions

    func run() async throws {
        let session = try await Session.open(client)
        var isRequested = false
        for id in try await session.jobs(numbered: ids) {
            let answer = try await session.operations.stop(id)
            if answer == .requested { isRequested = true }
            try session.console.print(said(words(answer, id)))
        }
        if isRequested { await session.sayIfNoWorker() }
    }

    private func words(_ answer: StopAnswer, _ id: JobID) -> Text {
        switch answer {
        case .stoppedBeforeStart: Text(ja: "ジョブ \(id) を開始前に停止しました", en: "Job \(id) was stopped before it started.")
        case .requested:
            Text(ja: "ジョブ \(id) に停止を要求しました。経過: yoban follow \(id)", en: "Job \(id) is being stopped. Watch it: yoban follow \(id)")
        case .alreadyFinished(let status):
            Text(ja: "ジョブ \(id) はすでに終わっています（\(status.word.ja)）", en: "Job \(id) has already finished (\(status.word.en)).")
        case .unknown: Text(ja: "ジョブ \(id) はありません", en: "There is no job \(id).")
        }
    }
}
