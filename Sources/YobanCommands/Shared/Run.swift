import ArgumentParser
import Glibc
import YobanConfig
import YobanCore
import YobanOperations
import YobanTerminal

/// The whole of the program: reads the arguments, runs the command, says what went wrong, and exits.
package func run() async -> Never {
    signal(SIGPIPE, SIG_IGN)
    do {
        var command = try Yoban.parseAsRoot()
        if var command = command as? any AsyncParsableCommand {
            try await command.run()
        } else {
            try command.run()
        }
        exit(ExitStatus.done.rawValue)
    } catch {
        exit((error as? ScriptExit)?.code ?? explain(error).rawValue)
    }
}

/// Says what went wrong on standard error (or the help on standard output) and returns the exit code.
private func explain(_ error: any Error) -> ExitStatus {
    let console = Console()
    func say(_ text: Text) { console.say(Text(ja: "yoban: " + text.ja, en: "yoban: " + text.en)) }
    switch error {
    case let exit as QuietExit:
        return exit.status
    case let failure as CommandFailure:
        say(failure.text)
        return failure.status
    case let error as OperationError:
        return explain(CommandFailure(error))
    case let error as StoreError:
        return explain(CommandFailure(error))
    case let error as TimeInput.Unreadable:
        say(error.text)
        return .usage
    case let error as ConfigurationError:
        for problem in error.problems { console.say(problem.line(from: workingDirectory())) }
        return .badConfiguration
    case is CancellationError:
        return .interrupted
    default:
        return explainUsage(error)
    }
}

/// Help, version and mistakes in the arguments.
private func explainUsage(_ error: any Error) -> ExitStatus {
    let message = ArgumentTexts.translated(Yoban.fullMessage(for: error), into: processLanguage)
    let isSuccess = Yoban.exitCode(for: error).isSuccess
    _ = (isSuccess ? Terminal.standardOutput : Terminal.standardError).write(message.isEmpty ? "" : message + "\n")
    return isSuccess ? .done : .usage
}

extension Problem {
    /// `yoban.yaml:12:5: error: …`, as compilers write it.
    func line(from folder: String) -> Text {
        let place = location.shown(from: folder)
        return severity == .error
            ? Text(ja: "\(place): エラー: \(message.ja)", en: "\(place): error: \(message.en)")
            : Text(ja: "\(place): 警告: \(message.ja)", en: "\(place): warning: \(message.en)")
    }
}
