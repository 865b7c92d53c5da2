import ArgumentParser
import YobanCore
import YobanOperations

struct TokenRevoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: said(ja: "トークンを失効させる", en: "Revoke tokens: the next request with one is refused."))

    @Argument(help: help(ja: "トークンの番号（yoban token list）", en: "The numbers of tokens (yoban token list).", name: "id"))
    var ids: [Int64]

    @OptionGroup var client: ClientOptions

    func run() async throws {
        let session = try await Session.open(client)
        for id in ids {
            try await session.operations.revokeToken(id)
            try session.console.print(said(ja: "トークン \(id) を失効させました", en: "Revoked token \(id)."))
        }
        await session.operations.revocationsAreInForce()
    }
}
