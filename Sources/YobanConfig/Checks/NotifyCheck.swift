internal import Glibc
internal import YobanCore

/// Whether what the catalogue tells of can be sent from this machine: programs and secrets. Addresses are not looked up.
struct NotifyCheck {
    let catalogue: Catalogue
    /// As whom programs run.
    let account: Account

    func problems() -> [Problem] {
        catalogue.allNoticeRules.flatMap { rule in
            findings(rule).map { Problem($0, at: rule.location, $1) }
        }
    }

    private func findings(_ rule: NoticeRule) -> [ScriptCheck.Finding] {
        switch rule.channel {
        case .command:
            guard let definition = rule.program(in: catalogue) else { return [] }
            let programs = Programs(path: JobDefinition.defaultPath, account: account)
            return ScriptCheck(definition: definition, programs: programs).findings()
        case .webhook(let webhook):
            var findings: [ScriptCheck.Finding] = []
            if case .file(let path)? = webhook.secret { findings += secretFindings(path) }
            if let path = webhook.authorities, access(path, R_OK) != 0 { findings.append((.error, NotifyTexts.authoritiesMissing(path))) }
            return findings
        }
    }

    private func secretFindings(_ path: String) -> [ScriptCheck.Finding] {
        guard FileKind.of(path) == .file, access(path, R_OK) == 0 else { return [(.error, NotifyTexts.secretMissing(path))] }
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & 0o004 != 0 ? [(.warning, NotifyTexts.secretOpen(path))] : []
    }
}
