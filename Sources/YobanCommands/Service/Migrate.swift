import ArgumentParser
import YobanConfig
import YobanCore
import YobanTerminal

struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: said(ja: "ストアをこの版の形式にする", en: "Bring the store to this version's schema."))

    @Flag(help: help(ja: "実行せず、SQL 文だけを表示する", en: "Only print the statements."))
    var dryRun = false

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let loaded = try loadConfiguration(flags: global.flags)
        let console = Console()
        let (name, statements) = try await OpenedStore.migrate(loaded.settings, dryRun: dryRun)
        if dryRun {
            for statement in statements { try console.print(statement + ";") }
        }
        console.say(
            statements.isEmpty
                ? Text(ja: "移行は不要です: \(name)", en: "Nothing to migrate: \(name)")
                : dryRun
                    ? Text(
                        ja: "\(statements.count) 文を実行します。実行: yoban migrate",
                        en: "\(statements.count) statements would run. To run them: yoban migrate")
                    : Text(ja: "移行しました（\(statements.count) 文）: \(name)", en: "Migrated (\(statements.count) statements): \(name)"))
    }
}
