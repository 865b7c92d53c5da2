import ArgumentParser
import Glibc
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

/// The language this process speaks. Known before the arguments are parsed, because help texts need it.
let processLanguage = Language.ofProcess(
    flag: languageFlag(in: CommandLine.arguments).flatMap(Language.init(rawValue:)), environment: processEnvironment)

/// The value of `--lang`, wherever it stands.
func languageFlag(in arguments: [String]) -> String? {
    let own = arguments.prefix { $0 != "--" }
    if let joined = own.last(where: { $0.hasPrefix("--lang=") }) { return String(joined.dropFirst("--lang=".count)) }
    guard let index = own.lastIndex(of: "--lang"), index + 1 < own.endIndex else { return nil }
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
