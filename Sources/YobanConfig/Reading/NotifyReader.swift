internal import YobanCore

/// Reads a list `notify`: of what is told, and how.
struct NotifyReader {
    /// Those of the catalogue or of a job.
    let fields: Fields
    /// What relative paths belong to.
    let folder: String

    private var report: Report { fields.report }

    /// Nil when nothing is said; empty: nobody is told.
    func read() -> [NoticeRule]? {
        guard let items = fields.list("notify") else { return nil }
        var rules: [NoticeRule] = []
        for item in items {
            guard let rule = rule(item) else { continue }
            if rules.contains(where: { $0.name == rule.name }) { report.error(item.mark, NotifyTexts.sameName(rule.name)) }
            rules.append(rule)
        }
        return rules
    }

    private func rule(_ yaml: Yaml) -> NoticeRule? {
        guard let fields = Fields(yaml, "notify", allowed: Keys.notify, report: report) else { return nil }
        let kinds = kinds(fields)
        let name = fields["name"].flatMap { report.placeName($0, "name") }
        guard (fields["webhook"] == nil) != (fields["command"] == nil) else {
            report.error(fields.mark, NotifyTexts.oneChannel)
            return nil
        }
        guard let channel = fields["webhook"] == nil ? command(fields) : webhook(fields) else { return nil }
        let location = Location(file: report.file, line: fields.mark.line, column: fields.mark.column)
        return NoticeRule(kinds: kinds, name: name ?? Self.name(of: channel), channel: channel, location: location)
    }

    private func kinds(_ fields: Fields) -> Set<NoticeKind> {
        guard let items = fields.list("on") else { return NoticeKind.usual }
        if items.isEmpty { report.error(fields.mark(of: "on"), NotifyTexts.noKinds) }
        let allowed = NoticeKind.allCases.map(\.rawValue)
        return Set(
            items.compactMap { item in
                if case .scalar(let text, _) = item.content, let kind = NoticeKind(rawValue: text) { return kind }
                report.error(item.mark, FieldTexts.wantedChoice("on", found: item.kind, allowed: allowed))
                return nil
            })
    }

    private func webhook(_ rule: Fields) -> NoticeChannel? {
        guard let fields = rule.fields("webhook", allowed: Keys.webhook) else { return nil }
        let allowsPrivate = fields.boolean("allow_private")
        let secret = secret(fields)
        let authorities = fields.text("ca").map { Path.resolve($0, in: folder) }
        guard fields["url"] != nil else {
            report.error(fields.mark, NotifyTexts.noURL)
            return nil
        }
        guard let text = fields.text("url") else { return nil }
        do throws(WebhookURL.Mistake) {
            var webhook = Webhook(url: try WebhookURL(parsing: text))
            webhook.allowsPrivate = allowsPrivate ?? false
            webhook.secret = secret
            webhook.authorities = authorities
            return .webhook(webhook)
        } catch {
            report.error(fields["url"]?.mark ?? fields.mark, NotifyTexts.badURL(error))
            return nil
        }
    }

    private func secret(_ fields: Fields) -> Webhook.Secret? {
        let file = fields.text("secret_file").map { Path.resolve($0, in: folder) }
        let variable = fields.text("secret_env", maximum: 256)
        if fields["secret_file"] != nil, fields["secret_env"] != nil { report.error(fields.mark(of: "secret_env"), NotifyTexts.twoSecrets) }
        if let variable, !DefinitionReader.isVariableName(variable) {
            report.error(fields.mark(of: "secret_env"), JobTexts.badVariable(variable))
            return nil
        }
        return file.map { .file($0) } ?? variable.map { .environment($0) }
    }

    /// By the rules of a job's command.
    private func command(_ fields: Fields) -> NoticeChannel? {
        guard let items = fields.list("command") else { return nil }
        guard let first = items.first else {
            report.error(fields.mark(of: "command"), JobTexts.emptyCommand)
            return nil
        }
        let program = report.text(first, "command", maximum: 4096)
        if let program, program.hasSuffix("/") { report.error(first.mark, JobTexts.programIsFolder(program)) }
        let all = [program] + items.dropFirst().map { report.text($0, "command", maximum: 32_768, mayBeEmpty: true) }
        return all.contains(nil) ? nil : .command(all.compactMap { $0 })
    }

    /// What it is called where the catalogue gives it no name: the host, or the program's name.
    private static func name(of channel: NoticeChannel) -> String {
        let name =
            switch channel {
            case .webhook(let webhook): webhook.url.host
            case .command(let command): command[0].split(separator: "/").last.map(String.init) ?? command[0]
            }
        return String(String.UnicodeScalarView(name.onOneLine.unicodeScalars.prefix(NoticeRule.longestName)))
    }
}

/// What is said about `notify`. What stands in an address or a secret is never repeated.
enum NotifyTexts {
    static func sameName(_ name: String) -> Text {
        Text(
            ja: "「notify」に「\(name.shortened)」という名前の送り先が 2 つあります。「name」で別の名前を付けてください。",
            en: "“notify” has two channels called “\(name.shortened)”; give one of them another “name”"
        )
    }

    static let oneChannel = Text(
        ja: "「notify」の各項目には「webhook」か「command」のどちらか一つを書いてください。例: - webhook: { url: https://hooks.example.jp/yoban }",
        en: "each entry of “notify” has either “webhook” or “command”, for example - webhook: { url: https://hooks.example.jp/yoban }"
    )

    static let noKinds = Text(
        ja: "「on」が空です。例: on: [failed, recovered]",
        en: "“on” is empty; write for example on: [failed, recovered]"
    )

    static let noURL = Text(
        ja: "「webhook」に「url」が必要です。例: webhook: { url: https://hooks.example.jp/yoban }",
        en: "“webhook” needs a “url”, for example webhook: { url: https://hooks.example.jp/yoban }"
    )

    static func badURL(_ mistake: WebhookURL.Mistake) -> Text {
        switch mistake {
        case .notHTTP:
            Text(ja: "「url」は https:// か http:// で始めてください。", en: "“url” begins with https:// or http://")
        case .hasUser:
            Text(
                ja: "「url」にユーザー名やパスワードは書けません。署名には「secret_file」を使ってください。",
                en: "“url” cannot hold a user or password; sign with “secret_file” instead")
        case .malformed:
            Text(
                ja: "「url」が正しくありません。例: https://hooks.example.jp/yoban（日本語などは %E5%A4%9C のように書きます）",
                en: "“url” is no valid address, for example https://hooks.example.jp/yoban (other characters are written as %E5%A4%9C)")
        }
    }

    static let twoSecrets = Text(
        ja: "「secret_file」と「secret_env」はどちらか一つにしてください。",
        en: "write either “secret_file” or “secret_env”, not both"
    )

    static func secretMissing(_ path: String) -> Text {
        Text(ja: "「secret_file」のファイルを読めません: \(path.onOneLine)", en: "the file of “secret_file” can't be read: \(path.onOneLine)")
    }

    static func authoritiesMissing(_ path: String) -> Text {
        Text(ja: "「ca」のファイルを読めません: \(path.onOneLine)", en: "the file of “ca” can't be read: \(path.onOneLine)")
    }

    static func secretOpen(_ path: String) -> Text {
        Text(
            ja: "「secret_file」を他のユーザーも読めます: \(path.onOneLine)。chmod 600 にしてください。",
            en: "the file of “secret_file” can be read by other users: \(path.onOneLine); chmod 600 it")
    }
}
