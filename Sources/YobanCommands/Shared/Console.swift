import YobanCore
import YobanTerminal

/// Where a command speaks: data on standard output, talk on standard error.
struct Console: Sendable {
    let output = Terminal.standardOutput
    let talk = Terminal.standardError
    let language: Language
    let outputStyle: Style
    let talkStyle: Style

    init(language: Language = processLanguage) {
        self.language = language
        outputStyle = Style(environment: processEnvironment, isTerminal: Terminal.standardOutput.isTerminal)
        talkStyle = Style(environment: processEnvironment, isTerminal: Terminal.standardError.isTerminal)
    }

    /// One line of data. Ends the command quietly when nobody reads any more.
    func print(_ line: String) throws { try write(line + "\n") }

    /// Data as it is.
    func write(_ text: String) throws { try check(output.write(text)) }

    /// Bytes as they are.
    func write(_ bytes: [UInt8]) throws { try check(output.write(bytes)) }

    private func check(_ written: Terminal.Written) throws {
        switch written {
        case .all: return
        case .closed: throw QuietExit(.done)
        case .failed(let number):
            throw CommandFailure(
                Text(ja: "標準出力に書き込めません（errno \(number)）", en: "cannot write to standard output (errno \(number))"), .failed)
        }
    }

    /// One line for the person. Never fails: there is nobody left to tell.
    func say(_ text: Text) {
        let lines = text.inLanguage(language).split(separator: "\n", omittingEmptySubsequences: false)
        for line in lines { _ = talk.write(TerminalText.sanitised(String(line)) + "\n") }
    }

    func printTable(_ table: Table) throws {
        try write(table.rendered(outputStyle, width: output.size(environment: processEnvironment)?.columns))
    }
}
