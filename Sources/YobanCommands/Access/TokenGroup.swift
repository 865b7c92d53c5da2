import ArgumentParser
import YobanCore

/// `yoban token …`: keys by which programs use the HTTP API.
struct TokenGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: said(ja: "HTTP API のトークンを作る、一覧する、失効させる", en: "Make, list and revoke tokens of the HTTP API."),
        subcommands: [TokenCreate.self, TokenList.self, TokenRevoke.self])
}
