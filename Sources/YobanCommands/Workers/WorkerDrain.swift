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

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if wait && undo {
            throw ValidationError(said(ja: "--wait と --undo は同時に指定できません", en: "--wait and --undo don't go together"))
        }
    }

    func run() async throws {
        let session = try await Session.open(global)
        let worker = try await session.operations.worker(named: name)
        try await session.operations.drain(worker, !undo)
        if undo {
            return try session.console.print(said(ja: "ワーカー \(worker.id) は再びジョブを取ります", en: "Worker \(worker.id) takes jobs again."))
        }
        try session.console.print(said(ja: "ワーカー \(worker.id) は新しいジョブを取りません", en: "Worker \(worker.id) takes no new job."))
        if wait { try await awaitRest(worker, session) }
    }

    /// It knows of the drain from its next beat on; until then it may take one more.
    private func awaitRest(_ worker: WorkerRecord, _ session: Session) async throws {
        Interrupt.watch()
        var said: [JobID] = []
        while true {
            let record = try await session.operations.worker(named: worker.id.value)
            let knows =
                record.session != worker.session || record.beat > worker.beat
                || !record.isThere(now: session.now(), heartbeat: session.settings.worker.heartbeat)
            let held = try await session.operations.jobs(heldBy: worker.id).map(\.id)
            if knows, held.isEmpty { return }
            if held != said, !held.isEmpty {
                let ids = held.map(\.description).joined(separator: " ")
                session.console.say(Text(ja: "実行中のジョブを待っています: \(ids)", en: "Waiting for its jobs: \(ids)"))
            }
            said = held
            if Interrupt.happened { throw QuietExit(.interrupted) }
            try await Task.sleep(for: .milliseconds(250))
        }
    }
}
