import ArgumentParser
import Glibc
import YobanCore
import YobanOperations
import YobanTerminal

struct WorkerDeclareDead: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "declare-dead",
        abstract: said(ja: "戻らないワーカーのジョブを、再試行または失敗にする", en: "Give up a worker that will not come back; its jobs are retried or fail."),
        discussion: said(
            ja: "ホストが確かに止まっているときだけ使ってください。動いていれば、ジョブが二重に実行されることがあります。",
            en: "Only when the host is down for certain: otherwise its jobs may run twice."))

    @Argument(help: help(ja: "ワーカーの ID またはホスト名", en: "A worker's id, or its host.", name: "name"), completion: .workers)
    var name: String

    @Flag(help: help(ja: "確認を省く", en: "Don't ask."))
    var yes = false

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let console = Console()
        let (operations, _) = try await localOperations(global)
        let worker = try await operations.worker(named: name)
        if !yes { try confirm(try await operations.workers().first { $0.record.id == worker.id }, console) }
        let given = try await operations.declareDead(worker, language: processLanguage)
        try console.print(
            said(
                ja: "ワーカー \(worker.id) を停止とみなしました（ジョブ \(given.count) 件）", en: "Worker \(worker.id) is declared dead (\(given.count) jobs).")
        )
        for one in given { try console.print(said(Self.words(one))) }
    }

    private func confirm(_ standing: WorkerStanding?, _ console: Console) throws {
        guard let (worker, state) = standing.map({ ($0.record, $0.state) }) else { return }
        let age = max(wallClock() - worker.seenAt, .zero)
        let ids = standing?.held.map(\.description).joined(separator: " ") ?? ""
        console.say(
            Text(
                ja:
                    "ワーカー \(worker.id)（ホスト \(worker.host)、\(state.word.ja)、最終応答 \(HumanTime.duration(age, .japanese))前）を停止とみなします。\n実行中のジョブ: \(ids.isEmpty ? "なし" : ids)",
                en:
                    "Worker \(worker.id) (host \(worker.host), \(state.word.en), last beat \(HumanTime.duration(age, .english)) ago) will be declared dead.\nIts jobs: \(ids.isEmpty ? "none" : ids)"
            ))
        if state == .live || state == .draining {
            console.say(Text(ja: "このワーカーは動いています。ジョブが二重に実行されるおそれがあります。", en: "It is alive: its jobs may run twice."))
        }
        guard isatty(STDIN_FILENO) == 1 else {
            throw CommandFailure(
                Text(
                    ja: "確認できません。確かであれば --yes を付けてください: yoban worker declare-dead \(worker.id) --yes",
                    en: "nobody is there to confirm it. If you are certain: yoban worker declare-dead \(worker.id) --yes"), .usage)
        }
        _ = console.talk.write(said(ja: "続けますか？ [y/N] ", en: "Go on? [y/N] "))
        let answer = readLine()?.lowercased() ?? ""
        guard ["y", "yes", "はい"].contains(answer) else { throw QuietExit(.failed) }
    }

    private static func words(_ one: Settlement) -> Text {
        let job = one.claim.job
        let (id, key) = (job.id, job.label)
        return switch one.verdict {
        case .retry(let at):
            Text(
                ja: "ジョブ \(id)（\(key)）: \(HumanTime.clock(at)) に再試行します（\(job.retryCount + 1)/\(job.maxRetries)）",
                en: "Job \(id) (\(key)): retry \(job.retryCount + 1) of \(job.maxRetries) at \(HumanTime.clock(at)).")
        case .stopped: Text(ja: "ジョブ \(id)（\(key)）: 停止しました", en: "Job \(id) (\(key)): stopped.")
        case .failed, .completed:
            Text(
                ja: "ジョブ \(id)（\(key)）: 失敗としました（ホスト喪失）。再実行: yoban retry \(id)",
                en: "Job \(id) (\(key)): failed (lost host). Again: yoban retry \(id)")
        }
    }
}
