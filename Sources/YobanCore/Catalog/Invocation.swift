extension JobDefinition {
    /// The argv of a run: the program as an absolute path, or a bare name to be looked for with `candidates`; then the arguments.
    ///
    /// A `.py` script without an interpreter of its own gets `python3 -u`, so that its output is not held back.
    /// `{name}` of a declared parameter in an argument becomes its value (empty when it has none), and stays within that argument;
    /// anything else in braces is left as written. The program itself is never made from a parameter.
    /// - Parameter values: what `checked(parameters:)` returned.
    package func invocation(parameters values: [String: String] = [:]) -> [String] {
        let program = isPythonScript ? ["python3", "-u", scriptPath] : [scriptPath]
        return program + command.dropFirst().map { filled($0, with: values) }
    }

    /// Whether the command begins with a Python script instead of an interpreter.
    package var isPythonScript: Bool { command[0].hasSuffix(".py") }

    /// The declared parameters that stand in the arguments.
    package var slots: Set<String> {
        Set(command.dropFirst().flatMap { pieces(of: $0) }.compactMap { if case .slot(let name) = $0 { String(name) } else { nil } })
    }

    /// The absolute paths at which a program may be, in the order in which they are tried. A program with a slash has one.
    /// - Parameter path: the PATH of the job. Entries that are not absolute are skipped: they would depend on where the job starts.
    package static func candidates(for program: String, path: String) -> [String] {
        guard !program.contains("/") else { return [program] }
        return path.split(separator: ":").filter { $0.hasPrefix("/") }.map { Path.normalised($0 + "/" + program) }
    }

    /// The PATH of a job: the definition's, else the worker's when it is inherited, else `defaultPath`.
    package func searchPath(inherited: String?) -> String {
        environment["PATH"] ?? (inheritsEnvironment ? inherited : nil) ?? Self.defaultPath
    }

    package static let defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    private enum Piece {
        case literal(Substring)
        case slot(Substring)
    }

    private func filled(_ argument: String, with values: [String: String]) -> String {
        pieces(of: argument).reduce(into: "") { text, piece in
            switch piece {
            case .literal(let literal): text += literal
            case .slot(let name): text += values[String(name)] ?? ""
            }
        }
    }

    /// Cut once from left to right, so that braces inside a value are never looked at.
    private func pieces(of argument: String) -> [Piece] {
        var pieces: [Piece] = []
        var rest = argument[...]
        while let open = rest.firstIndex(of: "{") {
            let after = rest.index(after: open)
            if let close = rest[after...].firstIndex(where: { $0 == "}" || $0 == "{" }), rest[close] == "}",
                parameters.contains(where: { $0.name == rest[after..<close] })
            {
                pieces.append(.literal(rest[..<open]))
                pieces.append(.slot(rest[after..<close]))
                rest = rest[rest.index(after: close)...]
            } else {
                pieces.append(.literal(rest[..<after]))
                rest = rest[after...]
            }
        }
        return pieces + [.literal(rest)]
    }
}

extension Parameter {
    /// The variable that gives the script this value: `BATCH_PARAM_MONTH`.
    package var environmentName: String { "BATCH_PARAM_" + name.uppercased() }
}
