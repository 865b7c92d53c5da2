import Glibc
import YobanCore
import YobanTerminal

/// Where a command speaks: data on standard output, talk on standard error.
struct Console: Sendable {
    let output = Terminal.standardOutput
    let talk = Terminal.standardError
    let style = Style(environment: processEnvironment, isTerminal: Terminal.standardOutput.isTerminal)

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
            let reason = String(cString: strerror(number))
            throw CommandFailure(
                Text(ja: "標準出力に書き込めません: \(reason)", en: "cannot write to standard output: \(reason)"), .failed)
        }
    }

    /// Lines for the person. Never fails: there is nobody left to tell.
    func say(_ text: Text) {
        for line in said(text).split(separator: "\n", omittingEmptySubsequences: false) {
            _ = talk.write(TerminalText.sanitised(String(line)) + "\n")
        }
    }

    func printTable(_ table: Table) throws { try write(table.rendered(style, width: width)) }

    /// In cells; nil when this is no terminal, and lines are as long as they are.
    var width: Int? { output.size(environment: processEnvironment)?.columns }
}
