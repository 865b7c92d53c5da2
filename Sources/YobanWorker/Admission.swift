import Glibc
import YobanCore
import YobanExecution
import YobanRunFormat

extension Preparation {
    /// The definition by which a row runs: by its key, else by its script, else a bare script inside the allowed folders.
    func definition(for job: Job) throws(Refusal) -> JobDefinition {
        if let key = job.key {
            guard let definition = catalogue.definition(key) else {
                throw Refusal(
                    reason: .denied,
                    text: Text(
                        ja: "ジョブキー「\(key)」の定義がカタログにありません。確認: yoban check",
                        en: "the catalogue has no definition \"\(key)\". See: yoban check"))
            }
            return definition
        }
        if let definition = catalogue.definition(of: job) { return definition }
        return try bareScript(job)
    }

    /// The definition of a row that only names a script. A database row must never become a root command: the script has to lie in an
    /// allowed folder, by its real path, and nobody but root and its user may be able to change it.
    private func bareScript(_ job: Job) throws(Refusal) -> JobDefinition {
        let path = job.scriptPath
        guard path.hasPrefix("/"), !path.contains("\0") else {
            throw denied(path, Text(ja: "絶対パスではありません", en: "it is not an absolute path"))
        }
        let roots = settings.allowedScriptRoots ?? (geteuid() == 0 ? [] : [catalogue.folder])
        guard let real = realPath(path) else {
            throw Refusal(
                reason: .scriptMissing,
                text: Text(ja: "スクリプトがありません: \(path.onOneLine)", en: "the script is not there: \(path.onOneLine)"))
        }
        guard let root = roots.compactMap(realPath).first(where: { real.hasPrefix($0 == "/" ? "/" : $0 + "/") }) else {
            throw denied(
                path,
                Text(
                    ja: "どの定義のスクリプトでもなく、allowed_script_roots の中にもありません",
                    en: "it is no definition's script, and not inside allowed_script_roots"))
        }
        // Who a script without a definition runs as, and whether their group could make them run something else.
        let others: mode_t = geteuid() == 0 ? 0o022 : 0o002
        let owner = geteuid() == 0 ? catalogue.ownerUID : geteuid()
        var checked = real
        while true {
            var facts = stat()
            guard lstat(checked, &facts) == 0 else {
                throw denied(path, Text(ja: "\(checked) を調べられません", en: "\(checked) can't be looked at"))
            }
            guard facts.st_uid == 0 || facts.st_uid == owner else {
                throw denied(
                    path,
                    Text(
                        ja: "\(checked) の所有者が root でも実行ユーザーでもありません",
                        en: "\(checked) belongs neither to root nor to the job's user"))
            }
            guard facts.st_mode & others == 0 else {
                throw denied(path, Text(ja: "\(checked) に他のユーザーが書き込めます", en: "\(checked) can be written by other users"))
            }
            guard checked != root, let slash = checked.lastIndex(of: "/"), slash != checked.startIndex else { break }
            checked = String(checked[..<slash])
        }
        return JobDefinition(
            key: .bareScript, name: job.name, command: [real], workingDirectory: catalogue.folder,
            location: Location(file: "batch_job_queue #\(job.id)"))
    }

    private func denied(_ path: String, _ rule: Text) -> Refusal {
        Refusal(
            reason: .denied,
            text: Text(
                ja: "実行を許可されていないスクリプトです: \(path.onOneLine)（\(rule.ja)）。yoban.yaml に定義してください: yoban check",
                en: "this script may not be run: \(path.onOneLine) (\(rule.en)). Define it in yoban.yaml: yoban check"))
    }

    private func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The user a definition runs as: declared, else the owner of the catalogue file, as cron does with a crontab.
    func runUser(for definition: JobDefinition) throws(Refusal) -> RunUser {
        let user: RunUser
        do {
            user =
                if let name = definition.user {
                    try users.named(name)
                } else {
                    try users.numbered(geteuid() == 0 ? catalogue.ownerUID : geteuid())
                }
        } catch {
            throw Refusal(
                reason: .couldNotStart,
                text: Text(
                    ja: "ユーザー「\(definition.user ?? "uid \(catalogue.ownerUID)")」がいません（\(definition.location)）",
                    en: "there is no user \"\(definition.user ?? "uid \(catalogue.ownerUID)")\" (\(definition.location))"))
        }
        guard geteuid() == 0 || user.identity.uid == geteuid() else {
            throw Refusal(
                reason: .denied,
                text: Text(
                    ja: "ワーカーは uid \(geteuid()) で動いているため、ユーザー \(user.name) としては実行できません（\(definition.location)）",
                    en: "the worker runs as uid \(geteuid()) and can't become \(user.name) (\(definition.location))"))
        }
        guard user.identity.uid != 0 || catalogue.ownerUID == 0 else {
            throw Refusal(
                reason: .denied,
                text: Text(
                    ja: "root として実行できるのは root 所有のカタログの定義だけです（\(definition.location)）",
                    en: "only a catalogue that belongs to root may run as root (\(definition.location))"))
        }
        return user
    }
}

extension JobKey {
    /// Stands for the definition of a script that has none.
    static let bareScript = JobKey("script")!
}
