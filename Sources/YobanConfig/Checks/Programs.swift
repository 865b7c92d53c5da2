internal import YobanCore

/// Finds programs as they will be found for one job.
struct Programs {
    let path: String
    let account: Account

    /// What execve will start, or why it will not.
    enum Finding {
        case found(String)
        case missing
        case notExecutable(String)
        case noFile(String)
    }

    func find(_ program: String) -> Finding {
        var refused: Finding = .missing
        for candidate in JobDefinition.candidates(for: program, path: path) {
            switch FileKind.of(candidate) {
            case .file where account.may(.execute, candidate): return .found(candidate)
            case .file: refused = .notExecutable(candidate)
            case .folder, .other: if program.contains("/") { refused = .noFile(candidate) }
            case .missing: break
            }
        }
        return refused
    }
}
