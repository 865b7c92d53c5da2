import ArgumentParser
import YobanCore
import YobanOperations
import YobanTerminal

struct UserList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: said(ja: "ユーザーを一覧する", en: "List the users."))

    @OptionGroup var json: JSONOption
    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let console = Console()
        let (operations, _) = try await localOperations(global)
        let users = try await operations.users()
        if json.json { return try console.print(JSON.array(users.map { JSON($0) }).text) }
        guard !users.isEmpty else { return console.say(.noUser) }
        var table = Table([
            Column("ID", .right), Column(said(ja: "名前", en: "NAME"), minimum: 8, yields: 2), Column(said(ja: "状態", en: "STATE")),
            Column(said(ja: "ロール", en: "ROLE")), Column(said(ja: "最終サインイン", en: "LAST SIGN-IN"), .right),
            Column(said(ja: "作成者", en: "MADE BY"), minimum: 8, yields: 3),
        ])
        table.rows = users.map { user in
            let (word, tint): (Text, Tint) =
                user.isDisabled ? (Text(ja: "無効", en: "disabled"), .red) : (Text(ja: "有効", en: "active"), .green)
            return [
                StyledText("\(user.id)"), StyledText(user.name), StyledText(said(word), tint), StyledText(user.role.rawValue),
                StyledText(user.lastSignInAt.map { HumanTime.dateAndTime($0) } ?? "-"), StyledText(user.createdBy),
            ]
        }
        try console.printTable(table)
    }
}

extension Text {
    /// That nobody can sign in yet, and the next command.
    static let noUser = Text(
        ja: "画面にサインインできるユーザーはまだいません。作成: yoban user create NAME --role admin",
        en: "There is no user yet who could sign in to the screen. Make one: yoban user create NAME --role admin")
}
