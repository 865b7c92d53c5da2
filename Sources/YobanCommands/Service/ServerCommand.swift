import ArgumentParser
import YobanConfig
import YobanCore

/// Where to listen, beside the catalogue.
struct ServerOptions: ParsableArguments {
    @Option(
        help: help(
            ja: "HTTP のアドレス: 127.0.0.1:8740、unix:ファイル、off", en: "The HTTP address: 127.0.0.1:8740, unix:FILE, off.", name: "address"))
    var listen: String?
}

struct ServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "server", abstract: said(ja: "HTTP API だけを動かす（ジョブは実行しない）", en: "Answer HTTP only; run no jobs."))

    @OptionGroup var server: ServerOptions
    @OptionGroup var global: GlobalOptions

    func run() async throws {
        var flags = global.flags
        flags.listen = server.listen
        try await Daemon(role: .server, flags: flags).run()
    }
}
