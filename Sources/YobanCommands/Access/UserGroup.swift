import ArgumentParser
import YobanCore

/// `yoban user …`: people who may sign in to the screen. On the store itself only: who reaches that may make the first of them.
struct UserGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: said(ja: "画面を使うユーザーを作る、一覧する、変更する", en: "Make, list and change the people who may sign in to the screen."),
        subcommands: [UserCreate.self, UserList.self, UserChange.self, UserLink.self])
}
