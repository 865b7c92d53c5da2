import ArgumentParser
import YobanCore
import YobanOperations

struct UserCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: said(ja: "ユーザーを作る", en: "Make a user, and a link to sign in by."),
        discussion: said(
            ja: "パスワードはありません。表示されるリンクを一度だけ開いてサインインします。次のリンク: yoban user link",
            en: "There are no passwords: the link that is printed lets in whoever opens it, once. Another one: yoban user link"))

    @Argument(help: help(ja: "操作の記録に残る名前", en: "A name, as the audit will show it.", name: "name"))
    var name: String

    @Option(
        help: help(ja: "ロール: viewer、operator、admin", en: "A role: viewer, operator, admin.", name: "role"),
        completion: .list(Role.allCases.map(\.rawValue)))
    var role: Role

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let console = Console()
        let (operations, settings) = try await localOperations(global)
        let user = try await operations.createUser(name: name, role: role)
        console.say(
            Text(
                ja: "ユーザー「\(user.name)」（\(user.role.rawValue)）を作成しました。",
                en: "Made user \(user.name) (\(user.role.rawValue))."))
        try await showSignInLink(for: user.name, lifetime: NewSignInLink.lifetime, operations, settings.server, console)
    }
}
