import YobanCore
import YobanExecution
import YobanRunFormat

extension AttemptOutcome {
    /// What the shim recorded, in the store's words.
    init(_ result: RunResult, in language: Language) {
        self.init(reason: Self.reason(result), exitCode: result.exitCode.map(Int.init), signal: result.signal.map(Int.init))
        message = Self.message(result).inLanguage(language)
        resources.userMilliseconds = result.userTime
        resources.systemMilliseconds = result.systemTime
        resources.peakMemoryBytes = result.peakMemory
        resources.outputBytes = result.outputBytes
        resources.droppedBytes = result.droppedBytes
        survivors = result.survivors.map(\.shown)
        endedBy = result.endedBy
        processesLeft = result.left.count
    }

    /// The end of a run whose shim died: how the script ended is not known.
    init(_ leftovers: Leftovers, in language: Language) {
        let problem = leftovers.problem.isEmpty ? "" : " (\(leftovers.problem))"
        let text = Text(
            ja: "監視プロセス yoban-shim が終了し、結果が分かりません\(problem)", en: "yoban-shim died, so the result is not known\(problem)")
        self.init(reason: .lostShim, message: text.inLanguage(language))
        survivors = leftovers.ended + leftovers.left
        endedBy = survivors.isEmpty ? "" : "leftovers"
        processesLeft = leftovers.left.count
    }

    /// A stop that came before the script.
    static func stoppedBeforeStart(in language: Language) -> AttemptOutcome {
        let text = Text(ja: "開始前に停止要求を受けました", en: "stopped on request before it started")
        return AttemptOutcome(reason: .stopped, message: text.inLanguage(language))
    }

    private static func reason(_ result: RunResult) -> Reason {
        switch result.cause {
        case .exit: result.exitCode == 0 ? .ok : .exit
        case .signal: .signal
        case .timeout: .timeout
        case .stopped: .stopped
        case .couldNotStart: .couldNotStart
        case .leaseLost: .leaseLost
        }
    }

    static func message(_ result: RunResult) -> Text {
        switch result.cause {
        case .exit where result.exitCode == 0: Text(ja: "", en: "")
        case .exit: Text(ja: "終了コード \(result.exitCode ?? -1)", en: "exit code \(result.exitCode ?? -1)")
        case .signal: Text(ja: "シグナル \(signalName(result.signal)) で終了", en: "ended by signal \(signalName(result.signal))")
        case .timeout: Text(ja: "\(result.duration / 1000) 秒で打ち切り", en: "ended after \(result.duration / 1000) s")
        case .stopped: Text(ja: "停止要求により終了", en: "stopped on request")
        case .leaseLost:
            Text(
                ja: "ストアに連絡できないままリースの期限が切れたため、他のホストで二重に実行されないように終了しました",
                en: "ended because its lease was over: the store was not heard of, and another host may run the job")
        case .couldNotStart: result.failure?.text ?? Text(ja: "起動できませんでした", en: "could not be started")
        }
    }

    private static func signalName(_ signal: Int32?) -> String {
        let names: [Int32: String] = [
            1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 6: "SIGABRT", 7: "SIGBUS", 8: "SIGFPE", 9: "SIGKILL", 11: "SIGSEGV",
            13: "SIGPIPE",
            14: "SIGALRM", 15: "SIGTERM", 24: "SIGXCPU", 25: "SIGXFSZ",
        ]
        return signal.map { names[$0] ?? "\($0)" } ?? "?"
    }
}

extension ProcessNote {
    /// `4711 sleep (sleep 300)`: the command line only where it says more than the name.
    var shown: String { command.isEmpty || command == name ? description : "\(description) (\(command))" }
}

extension StartFailure {
    /// Why, and about what.
    var text: Text {
        switch kind {
        case .emptyCommand: Text(ja: "コマンドが空です", en: "the command is empty")
        case .noSuchFile: Text(ja: "ファイルがありません: \(path)", en: "no such file: \(path)")
        case .notExecutable: Text(ja: "実行権限がありません: \(path)（chmod +x）", en: "not executable: \(path) (chmod +x)")
        case .interpreterMissing: Text(ja: "#! 行のインタープリターがありません: \(path)", en: "the interpreter of its #! line is not there: \(path)")
        case .execFormat: Text(ja: "実行できる形式ではありません（#! 行がない）: \(path)", en: "not a program, and without a #! line: \(path)")
        case .isDirectory: Text(ja: "フォルダーです: \(path)", en: "is a folder: \(path)")
        case .permission: Text(ja: "実行ユーザーに権限がありません: \(path)", en: "the job's user may not: \(path)")
        case .workingDirectoryMissing: Text(ja: "作業フォルダーがありません: \(path)", en: "the working directory is not there: \(path)")
        case .workingDirectoryDenied: Text(ja: "作業フォルダーに入れません: \(path)", en: "the working directory can't be entered: \(path)")
        case .user: Text(ja: "ユーザーを切り替えられません: \(path)（errno \(errno)）", en: "cannot become the user: \(path) (errno \(errno))")
        case .limit: Text(ja: "制限を設定できません: \(path)（errno \(errno)）", en: "cannot set the limit: \(path) (errno \(errno))")
        case .system: Text(ja: "起動できません: \(path)（errno \(errno)）", en: "cannot start: \(path) (errno \(errno))")
        }
    }
}
