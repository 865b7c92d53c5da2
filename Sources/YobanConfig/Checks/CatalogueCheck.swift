internal import Glibc
package import YobanCore

/// What a catalogue without mistakes needs from this machine: scripts, folders, users, and files that only the right people can write.
///
/// Looks at the file system as it is now and blocks on it. Scripts are found by the same rules by which they are run
/// (`JobDefinition.invocation`, `candidates`, `searchPath`).
package struct CatalogueCheck {
    private let inheritedPath: String?

    /// - Parameter inheritedPath: the PATH of the worker, which jobs with `inherit_environment` get.
    package init(inheritedPath: String?) { self.inheritedPath = inheritedPath }

    /// Everything, in the order of the catalogue.
    package func problems(in catalogue: Catalogue) -> [Problem] {
        let account = Account.numbered(geteuid() == 0 ? catalogue.ownerUID : geteuid())
        return Self.distrust(of: catalogue) + NotifyCheck(catalogue: catalogue, account: account).problems()
            + catalogue.definitions.flatMap { problems(of: $0, in: catalogue) }
    }

    /// Whether others than its owner could make this catalogue say what they like. A worker that finds anything here must not use it.
    package static func distrust(of catalogue: Catalogue) -> [Problem] { FileTrust(isRoot: geteuid() == 0).problems(of: catalogue) }

    private func problems(of definition: JobDefinition, in catalogue: Catalogue) -> [Problem] {
        var problems: [Problem] = []
        func report(_ severity: Problem.Severity, _ message: Text) {
            problems.append(Problem(severity, at: definition.location, message.about(definition.key)))
        }
        let account: Account?
        if let user = definition.user {
            account = Account.named(user)
            if let account, geteuid() != 0, account.uid != geteuid() { report(.warning, CheckTexts.cannotBecome(user)) }
        } else {
            account = geteuid() == 0 ? Account.numbered(catalogue.ownerUID) : Account.numbered(geteuid())
        }
        guard let account else {
            report(.error, CheckTexts.unknownUser(definition.user ?? ""))
            return problems
        }
        switch FileKind.of(definition.workingDirectory) {
        case .folder where account.may(.search, definition.workingDirectory): break
        case .folder: report(.error, CheckTexts.folderClosed(definition.workingDirectory, account.name))
        case .missing: report(.error, CheckTexts.folderMissing(definition.workingDirectory))
        case .file, .other: report(.error, CheckTexts.noFolder(definition.workingDirectory))
        }
        let programs = Programs(path: definition.searchPath(inherited: inheritedPath), account: account)
        for (severity, message) in ScriptCheck(definition: definition, programs: programs).findings() { report(severity, message) }
        return problems
    }
}

extension Text {
    /// Names the job, since a line number alone makes people look it up.
    fileprivate func about(_ key: JobKey) -> Text { Text(ja: "\(key): \(ja.onOneLine)", en: "\(key): \(en.onOneLine)") }
}
