import ArgumentParser
import Glibc
import YobanConfig
import YobanCore
import YobanExecution
import YobanOperations
import YobanRunFormat
import YobanTerminal
import YobanWorker

struct RunHere: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: said(ja: "ワーカーと同じ条件で、いまここで実行する（キューは使わない）", en: "Run a definition here and now, as the worker would (no queue)."),
        discussion: said(
            ja: "終了コードはスクリプトのものです（シグナルでは 128 + 番号、タイムアウトは 124）。\nCtrl-C は SIGTERM、2 回目は SIGKILL を送ります。",
            en: "The exit code is the script's (128 + n for a signal, 124 for a time-out). Ctrl-C sends SIGTERM, a second one SIGKILL."))

    @Argument(help: help(ja: "ジョブキー", en: "The key of a definition.", name: "key"), completion: .jobKeys)
    var key: String

    @Option(name: .customLong("param"), help: help(ja: "パラメータ（繰り返し可）", en: "A parameter; may be repeated.", name: "name=value"))
    var parameters: [String] = []

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let loaded = try loadConfiguration(flags: global.flags)
        guard let name = JobKey(key), let definition = loaded.catalogue.definition(name) else {
            throw CommandFailure(.unknownKey(key, in: loaded.catalogue))
        }
        let values = try Enqueue.pairs(parameters)
        do throws(ParameterError) {
            _ = try definition.checked(parameters: values)
        } catch {
            throw CommandFailure(.parameters(name, error))
        }
        // Beside the worker's own runs: a worker holds its state directory for itself.
        let state = "\(loaded.settings.state)/foreground-\(getpid())"
        mkdir(loaded.settings.state, 0o711)
        defer { TreeRemoval.remove(state) }
        throw ScriptExit(code: try await play(definition, values, loaded, state: state))
    }

    private func play(
        _ definition: JobDefinition, _ values: [String: String], _ loaded: YobanConfig.Configuration, state: String
    ) async throws -> Int32 {
        let host: RunHost
        let run: Run
        do throws(RunError) {
            host = try RunHost(stateDirectory: state, shim: RunHost.installedShim(), cgroupParent: RunHost.cgroupParent())
            let foreground = ForegroundRun(
                definition, parameters: values, catalogue: loaded.catalogue, settings: loaded.settings,
                environment: loaded.settings.environmentForJobs(loaded.catalogue),
                host: host, now: wallClock())
            let request: RunRequest
            do throws(ForegroundRun.Refused) { request = try foreground.request() } catch { return explain(error.text, .notAllowed) }
            run = try await host.start(request)
        } catch {
            throw CommandFailure(error)
        }
        Interrupt.watch()
        let end = try await watch(run, grace: definition.grace ?? loaded.settings.worker.grace)
        await host.close()
        guard case .ended(let result) = end else {
            return explain(Text(ja: "監視プロセス（yoban-shim）が失われました", en: "the shim was lost"), .jobLost)
        }
        if !result.words.en.isEmpty { _ = explain(result.words, .failed) }
        return Self.code(result)
    }

    private func explain(_ text: Text, _ status: ExitStatus) -> Int32 {
        Console().say(Text(ja: "yoban: " + text.ja, en: "yoban: " + text.en))
        return status.rawValue
    }

    /// Passes the output on as it comes, and Ctrl-C to the script.
    private func watch(_ run: Run, grace: Duration) async throws -> RunEnd {
        let copy = StreamCopy(run: run, grace: grace)
        let end = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await copy.follow() }
            let end = try await run.ended()
            group.cancelAll()
            return end
        }
        await copy.copyNew()
        return end
    }

    private static func code(_ result: RunResult) -> Int32 {
        switch result.cause {
        case .exit: result.exitCode ?? 1
        case .signal: 128 + (result.signal ?? 0)
        case .timeout: ExitStatus.ownTimeout.rawValue
        case .stopped, .leaseLost: ExitStatus.interrupted.rawValue
        case .couldNotStart: 127
        }
    }
}
