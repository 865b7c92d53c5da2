import ArgumentParser
import YobanCore
import YobanOperations
import YobanTerminal

struct TokenList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: said(ja: "トークンを一覧する", en: "List the tokens."))

    @OptionGroup var json: JSONOption
    @OptionGroup var client: ClientOptions

    func run() async throws {
        let session = try await Session.open(client)
        let tokens = try await session.operations.tokens()
        if json.json { return try session.console.print(JSON.array(tokens.map { JSON($0) }).text) }
        guard !tokens.isEmpty else {
            return session.console.say(
                Text(
                    ja: "トークンはまだありません。作成: yoban token create NAME --role operator",
                    en: "There is no token yet. Make one: yoban token create NAME --role operator"))
        }
        var table = Table([
            Column("ID", .right), Column(said(ja: "名前", en: "NAME"), minimum: 8, yields: 2), Column(said(ja: "状態", en: "STATE")),
            Column(said(ja: "スコープ", en: "SCOPES"), minimum: 12, yields: 4), Column(said(ja: "ジョブ", en: "JOBS"), minimum: 5, yields: 3),
            Column(said(ja: "最終使用", en: "LAST USED"), .right), Column(said(ja: "期限", en: "EXPIRES"), .right),
        ])
        table.rows = tokens.map { cells($0, now: session.now()) }
        try session.console.printTable(table)
    }

    private func cells(_ token: AccessToken, now: Instant) -> [StyledText] {
        let (word, tint): (Text, Tint) =
            if token.revokedAt != nil {
                (Text(ja: "失効", en: "revoked"), .red)
            } else if !token.isValid(at: now) {
                (Text(ja: "期限切れ", en: "expired"), .yellow)
            } else {
                (Text(ja: "有効", en: "active"), .green)
            }
        return [
            StyledText("\(token.id)"), StyledText(token.new.name), StyledText(said(word), tint),
            StyledText(token.new.scopes.sorted().map(\.rawValue).joined(separator: " ")),
            StyledText(token.new.keyGlobs.isEmpty ? "*" : token.new.keyGlobs.joined(separator: " ")),
            StyledText(token.lastUsedAt.map { HumanTime.dateAndTime($0) } ?? "-"),
            StyledText(token.new.expiresAt.map { HumanTime.dateAndTime($0) } ?? "-"),
        ]
    }
}
