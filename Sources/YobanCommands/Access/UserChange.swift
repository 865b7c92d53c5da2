import ArgumentParser
import YobanCore
import YobanOperations

struct UserChange: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "change", abstract: said(ja: "ユーザーのロールや有効・無効を変える", en: "Change a user's role; disable or enable a user."),
        discussion: said(
            ja: "無効にしたユーザーは、すべてのブラウザからサインアウトします。",
            en: "Who is disabled is signed out everywhere."))

    @Argument(help: help(ja: "ユーザーの名前（yoban user list）", en: "The name of a user (yoban user list).", name: "name"))
    var name: String

    @Option(
        help: help(ja: "ロール: viewer、operator、admin", en: "A role: viewer, operator, admin.", name: "role"),
        completion: .list(Role.allCases.map(\.rawValue)))
    var role: Role?

    @Flag(help: help(ja: "サインインできなくする", en: "Let the user sign in no more."))
    var disable = false

    @Flag(help: help(ja: "またサインインできるようにする", en: "Let the user sign in again."))
    var enable = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard disable && enable || role == nil && !disable && !enable else { return }
        throw ValidationError(
            said(ja: "--role、--disable、--enable のどれかを指定してください", en: "say what to change: --role, and one of --disable and --enable"))
    }

    func run() async throws {
        let (operations, _) = try await localOperations(global)
        let user = try await operations.changeUser(named: name, role: role, isDisabled: disable ? true : enable ? false : nil)
        let state = user.isDisabled ? Text(ja: "、無効", en: ", disabled") : Text(ja: "", en: "")
        // It is said when it is so in every process.
        await operations.revocationsAreInForce()
        try Console().print(
            said(
                ja: "ユーザー「\(user.name)」: \(user.role.rawValue)\(state.ja)", en: "User \(user.name): \(user.role.rawValue)\(state.en).")
        )
    }
}
