internal import YobanCore

/// Whether a job's command can be started.
struct ScriptCheck {
    let definition: JobDefinition
    let programs: Programs

    typealias Finding = (Problem.Severity, Text)

    func findings() -> [Finding] {
        var findings: [Finding] = []
        if runsSlotInShell { findings.append((.warning, CheckTexts.slotInShell)) }
        return findings + (definition.isPythonScript ? pythonFindings() : programFindings())
    }

    private func programFindings() -> [Finding] {
        let program = definition.invocation()[0]
        switch programs.find(program) {
        case .missing where program.contains("/"): return [(.error, CheckTexts.scriptMissing(program))]
        case .missing: return [(.error, CheckTexts.programMissing(program, path: programs.path))]
        case .noFile(let path): return [(.error, CheckTexts.noFile(path))]
        case .notExecutable(let path): return [(.error, CheckTexts.notExecutable(path, programs.account.name))]
        case .found(let path): return interpreterFindings(path)
        }
    }

    private func pythonFindings() -> [Finding] {
        let script = definition.scriptPath
        var findings: [Finding] = []
        let python: String?
        switch programs.find("python3") {
        case .found(let path): python = path
        default:
            python = nil
            findings.append((.error, CheckTexts.pythonMissing(path: programs.path)))
        }
        switch FileKind.of(script) {
        case .missing: findings.append((.error, CheckTexts.scriptMissing(script)))
        case .folder, .other: findings.append((.error, CheckTexts.noFile(script)))
        case .file where !programs.account.may(.read, script):
            findings.append((.error, CheckTexts.notReadable(script, programs.account.name)))
        case .file:
            // The line is not used, and somebody who wrote the Python of a virtual environment there counts on it.
            if let python, case .program(let named, isByEnv: false) = InterpreterLine.read(script), named.contains("/python"),
                case .found(let path) = programs.find(named), !FileKind.inSameFolder(path, python)
            {
                findings.append((.warning, CheckTexts.otherPython(script, line: path, used: python, command: definition.command)))
            }
        }
        return findings
    }

    private func interpreterFindings(_ script: String) -> [Finding] {
        switch InterpreterLine.read(script) {
        case .unreadable, .binary: return []
        case .none: return [(.error, CheckTexts.noInterpreterLine(script))]
        case .carriageReturn: return [(.error, CheckTexts.carriageReturn(script))]
        case .severalWords(let line): return [(.error, CheckTexts.severalWords(script, line))]
        case .program(let program, let isByEnv):
            if !isByEnv, !program.hasPrefix("/") { return [(.error, CheckTexts.relativeInterpreter(script, program))] }
            if case .found = programs.find(program) { return [] }
            return [(.error, CheckTexts.interpreterMissing(script, program, path: isByEnv ? programs.path : nil))]
        }
    }

    /// A value put into `sh -c` becomes code, whatever it may match.
    private var runsSlotInShell: Bool {
        let shell = definition.command[0].split(separator: "/").last.map(String.init) ?? ""
        guard ["sh", "bash", "dash", "zsh", "ksh"].contains(shell) else { return false }
        let arguments = definition.command.dropFirst()
        guard let flag = arguments.firstIndex(where: { $0.hasPrefix("-") && !$0.hasPrefix("--") && $0.contains("c") }),
            let code = arguments[(flag + 1)...].first
        else { return false }
        return definition.parameters.contains { code.contains("{\($0.name)}") }
    }
}
