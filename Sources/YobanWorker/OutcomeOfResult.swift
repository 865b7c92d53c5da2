import YobanCore
import YobanExecution

extension AttemptOutcome {
    /// What the shim recorded, in the store's words.
    init(_ result: RunResult, in language: Language) {
        switch result.cause {
        case .exited(0): self.init(reason: .ok, exitCode: 0)
        case .exited(let code): self.init(reason: .exit, exitCode: Int(code))
        case .signalled(let signal): self.init(reason: .signal, signal: Int(signal))
        case .timedOut: self.init(reason: .timeout)
        case .stopped: self.init(reason: .stopped)
        case .couldNotStart: self.init(reason: .couldNotStart)
        }
        exitCode = result.exitCode.map(Int.init) ?? exitCode
        signal = result.signal.map(Int.init) ?? signal
        message = Self.message(result).inLanguage(language)
        resources.userMilliseconds = result.userMilliseconds
        resources.systemMilliseconds = result.systemMilliseconds
        resources.peakMemoryBytes = result.peakMemoryBytes
        resources.outputBytes = result.outputBytes
        resources.droppedBytes = result.droppedBytes
        survivors = result.survivors
        endedBy = result.endedBy
        processesLeft = Int(result.processesLeft)
    }

    private static func message(_ result: RunResult) -> Text {
        let seconds = result.durationMilliseconds / 1000
        return switch result.cause {
        case .exited(0): Text(ja: "", en: "")
        case .exited(let code): Text(ja: "終了コード \(code)", en: "exit code \(code)")
        case .signalled(let signal): Text(ja: "シグナル \(name(signal)) で終了", en: "ended by signal \(name(signal))")
        case .timedOut: Text(ja: "\(seconds) 秒で打ち切り", en: "ended after \(seconds) s")
        case .stopped: Text(ja: "停止要求により終了", en: "stopped on request")
        case .couldNotStart(let failure): couldNotStart(failure)
        }
    }
}
