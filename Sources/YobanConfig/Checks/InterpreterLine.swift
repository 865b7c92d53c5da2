/// The `#!` line of a script, as the kernel and `env` understand it.
enum InterpreterLine {
    /// The program to look for; by `env` in the job's PATH.
    case program(String, isByEnv: Bool)
    /// Not a script: it is left to the kernel.
    case binary
    /// Neither a script with the line nor a binary: the kernel refuses it (only a shell would try to run it).
    case none
    /// A Windows line end, which becomes part of the program's name.
    case carriageReturn
    /// `env` is given everything behind it as one word.
    case severalWords(String)
    case unreadable

    /// The kernel looks no further.
    private static let maximumLength = 256

    static func read(_ path: String) -> InterpreterLine {
        guard let head = FileHead.read(path, count: maximumLength) else { return .unreadable }
        return parse(head)
    }

    static func parse(_ head: [UInt8]) -> InterpreterLine {
        if head.starts(with: [0x7F, 0x45, 0x4C, 0x46]) { return .binary }
        guard head.starts(with: [0x23, 0x21]) else { return .none }
        let line = head.dropFirst(2).prefix { $0 != 0x0A }
        if line.last == 0x0D { return .carriageReturn }
        let words = String(decoding: line, as: UTF8.self).split { $0 == " " || $0 == "\t" }.map(String.init)
        guard let interpreter = words.first else { return .none }
        guard interpreter.hasSuffix("/env"), words.count > 1 else { return .program(interpreter, isByEnv: false) }
        if !words[1].hasPrefix("-"), words.count > 2 { return .severalWords(words.dropFirst().joined(separator: " ")) }
        guard let program = words.dropFirst().first(where: { !$0.hasPrefix("-") && !$0.contains("=") }) else {
            return .program(interpreter, isByEnv: false)
        }
        return .program(program, isByEnv: true)
    }
}
