import ArgumentParser
import Glibc
import YobanClient
import YobanConfig
import YobanCore
import YobanOperations
import YobanTerminal

/// The whole of the program: reads the arguments, runs the command, says what went wrong, and exits.
package func run() async -> Never {
    signal(SIGPIPE, SIG_IGN)
    do {
        try refuseUnknownCommand()
        var command = try await Yoban.asyncParseAsRoot()
        if var command = command as? any AsyncParsableCommand {
            try await command.run()
        } else {
            try command.run()
        }
        exit(ExitStatus.done.rawValue)
    } catch let exit as ScriptExit {
        Glibc.exit(exit.code)
    } catch {
        exit(explain(error).rawValue)
    }
}

/// Says what went wrong on standard error (or the help on standard output) and returns the exit code.
private func explain(_ error: any Error) -> ExitStatus {
    let console = Console()
    func explain(_ failure: CommandFailure) -> ExitStatus {
        console.say(Text(ja: "yoban: " + failure.text.ja, en: "yoban: " + failure.text.en))
        return failure.status
    }
    switch error {
    case let exit as QuietExit:
        return exit.status
    case let failure as CommandFailure:
        return explain(failure)
    case let error as OperationError:
        return explain(CommandFailure(error))
    case let error as RemoteError:
        return explain(CommandFailure(error))
    case let error as StoreError:
        return explain(CommandFailure(error))
    case let error as TimeInput.Unreadable:
        return explain(CommandFailure(error.text, .usage))
    case let error as ConfigurationError:
        for problem in error.problems { console.say(problem.line(from: workingDirectory())) }
        return .badConfiguration
    case is CancellationError:
        return .interrupted
    default:
        return explainParser(error)
    }
}

/// Help, version, completions and mistakes in the arguments; anything else is a mistake of ours.
private func explainParser(_ error: any Error) -> ExitStatus {
    let code = Yoban.exitCode(for: error)
    let terminal = code.isSuccess ? Terminal.standardOutput : Terminal.standardError
    var message = ArgumentTexts.translated(Yoban.fullMessage(for: error), into: processLanguage)
    // What programs read (completions, a dump of the help) is no text for people.
    if !code.isSuccess || isHelp(message) {
        message = HelpLayout.wrapped(message, width: terminal.size(environment: processEnvironment)?.columns ?? 80)
    }
    _ = terminal.write(message.isEmpty ? "" : message + "\n")
    return code.isSuccess ? .done : code == .validationFailure ? .usage : .failed
}

private func isHelp(_ message: String) -> Bool { message.hasPrefix("OVERVIEW: ") || message.hasPrefix("概要: ") }

/// A word that is no command, before the parser takes it for an argument.
private func refuseUnknownCommand() throws(CommandFailure) {
    let words = CommandLine.arguments.dropFirst().prefix(2)
    let commands = Yoban.configuration.groupedSubcommands.flatMap(\.subcommands)
    try refuse(words.first, after: "yoban", unlessOneOf: commands)
    guard words.count == 2, let group = commands.first(where: { $0.configuration.commandName == words.first }),
        !group.configuration.subcommands.isEmpty
    else { return }
    try refuse(words.last, after: "yoban \(words.first ?? "")", unlessOneOf: group.configuration.subcommands)
}

private func refuse(
    _ word: String?, after begin: String, unlessOneOf commands: [any ParsableCommand.Type]
) throws(CommandFailure) {
    let names = commands.compactMap { $0.configuration.commandName }
    guard let word, !word.hasPrefix("-"), !(names + ["help"]).contains(word) else { return }
    let meant = names.first { $0.hasPrefix(word) } ?? Nearest.match(word, among: names)
    let hint = meant.map { Text(ja: "もしかして: \(begin) \($0)  ", en: "Did you mean: \(begin) \($0)? ") }
    throw CommandFailure(
        Text(
            ja: "「\(word.shortened)」というコマンドはありません。\(hint?.ja ?? "")一覧: \(begin) --help",
            en: "there is no command '\(word.shortened)'. \(hint?.en ?? "")All commands: \(begin) --help"), .usage)
}

extension Problem {
    /// `yoban.yaml:12:5: error: …`, as compilers write it. What is wrong with no file in particular is said by the program.
    func line(from folder: String) -> Text {
        let place = file == folder ? "yoban" : location.shown(from: folder)
        return severity == .error
            ? Text(ja: "\(place): エラー: \(message.ja)", en: "\(place): error: \(message.en)")
            : Text(ja: "\(place): 警告: \(message.ja)", en: "\(place): warning: \(message.en)")
    }
}
