import ArgumentParser
import YobanCore
import YobanOperations

struct WorkerDrain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drain", abstract: said(ja: "ワーカーに新しいジョブを取らせない", en: "Let a worker take no new job."),
        discussion: said(
            ja: "実行中のジョブは続きます。設定はワーカーを再起動しても残り、--undo で元に戻します。",
            en: "What runs there goes on. It lasts over restarts of the worker, until --undo."))

    @Argument(help: help(ja: "ワーカーの ID またはホスト名", en: "A worker's id, or its host.", name: "name"), completion: .workers)
    var name: String

    @Flag(help: help(ja: "実行中のジョブがなくなるまで待つ", en: "Wait until it runs no job."))
    var wait = false

    @Flag(help: help(ja: "再びジョブを取らせる", en: "Let it take jobs again."))
    var undo = false

    @OptionGroup var client: ClientOptions

    func validate() throws {
        if wait && undo {
            throw ValidationError(said(ja: "--wait と --undo は同時に指定できません", en: "--wait and --undo don't go together"))
        }
    }

    func run() async throws {
        let session = try await Session.open(client)
        let before = try await session.operations.workers()
        let id = try await session.operations.drain(workerNamed: name, !undo)
        if undo {
            return try session.console.print(said(ja: "ワーカー \(id) は再びジョブを取ります", en: "Worker \(id) takes jobs again."))
        }
        try session.console.print(said(ja: "ワーカー \(id) は新しいジョブを取りません", en: "Worker \(id) takes no new job."))
        if wait { try await awaitRest(of: id, before.first { $0.record.id == id }, session) }
    }

    /// It knows of the drain from its next beat on; until then it may take one more.
    private func awaitRest(of id: WorkerID, _ before: WorkerStanding?, _ session: Session) async throws {
        Interrupt.watch()
        var told: [JobID] = []
        while true {
            guard let worker = try await session.operations.workers().first(where: { $0.record.id == id }) else { return }
            let hasBeat = before.map { worker.record.seenAt > $0.record.seenAt } ?? true
            let knows = hasBeat || !worker.state.isThere
            if knows, worker.held.isEmpty { return }
            if worker.held != told, !worker.held.isEmpty {
                let ids = worker.held.map(\.description).joined(separator: " ")
                session.console.say(Text(ja: "実行中のジョブを待っています: \(ids)", en: "Waiting for its jobs: \(ids)"))
            }
            told = worker.held
            if Interrupt.happened { throw QuietExit(.interrupted) }
            try await Task.sleep(for: session.pace * 2)
        }
    }
}
