import ArgumentParser
import YobanCore
import YobanOperations
import YobanTerminal

struct UserLink: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "link", abstract: said(ja: "サインインのリンクを作る", en: "Make a link that lets a user sign in once."))

    @Argument(help: help(ja: "ユーザーの名前（yoban user list）", en: "The name of a user (yoban user list).", name: "name"))
    var name: String

    @Option(help: help(ja: "有効な時間（既定: 15m、24h まで）", en: "How long it may be used (default: 15m, at most 24h).", name: "duration"))
    var valid: String?

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let lifetime = try valid.map { try TimeInput.duration($0) } ?? NewSignInLink.lifetime
        let (operations, settings) = try await localOperations(global)
        try await showSignInLink(for: name, lifetime: lifetime, operations, settings.server, Console())
    }
}
