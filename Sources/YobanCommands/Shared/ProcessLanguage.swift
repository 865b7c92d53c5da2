import ArgumentParser
import Glibc
import Synchronization
import YobanCore
import YobanTerminal

/// The environment of this process.
let processEnvironment: [String: String] = {
    var all: [String: String] = [:]
    var entry = environ
    while let pair = entry.pointee {
        let text = String(cString: pair)
        if let equals = text.firstIndex(of: "=") { all[String(text[..<equals])] = String(text[text.index(after: equals)...]) }
        entry += 1
    }
    return all
}()

/// The language this process speaks. Help texts need it before the arguments are parsed; what the catalogue asks for counts from the
/// moment it has been read.
var processLanguage: Language { chosenLanguage.withLock { $0 } }

private let chosenLanguage = Mutex(language(configured: nil))

/// Takes note of the catalogue's language.
func adoptLanguage(configured: Language?) { chosenLanguage.withLock { $0 = language(configured: configured) } }

private func language(configured: Language?) -> Language {
    Language.ofProcess(
        flag: option("--lang", in: CommandLine.arguments).flatMap(Language.init(rawValue:)), configured: configured,
        environment: processEnvironment)
}

/// The value of an option, wherever it stands among arguments that have not been parsed.
func option(_ name: String, in arguments: [String]) -> String? {
    let own = arguments.prefix { $0 != "--" }
    if let joined = own.last(where: { $0.hasPrefix(name + "=") }) { return String(joined.dropFirst(name.count + 1)) }
    guard let index = own.lastIndex(of: name), index + 1 < own.endIndex else { return nil }
    return own[index + 1]
}

/// A text in the language of the process.
func said(_ text: Text) -> String { text.inLanguage(processLanguage) }
func said(ja: String, en: String) -> String { said(Text(ja: ja, en: en)) }

/// A help text in the language of the process. `name` is what stands for the value in the usage.
func help(ja: String, en: String, name: String? = nil) -> ArgumentHelp {
    var help = ArgumentHelp(stringLiteral: said(ja: ja, en: en))
    help.valueName = name
    return help
}
