import ArgumentParser
import YobanCore
import YobanOperations
import YobanTerminal

struct TokenCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: said(ja: "トークンを作る", en: "Make a token."),
        discussion: said(
            ja: "トークンは一度だけ表示されます。ストアにはハッシュだけが残ります。",
            en: "The token is shown this once; the store keeps only its hash."))

    @Argument(help: help(ja: "誰が何に使うかが分かる名前", en: "A name that tells who uses it for what.", name: "name"))
    var name: String

    @Option(
        help: help(ja: "ロール: viewer、operator、admin", en: "A role: viewer, operator, admin.", name: "role"),
        completion: .list(Role.allCases.map(\.rawValue)))
    var role: Role?

    @Option(
        name: .customLong("scope"),
        help: help(ja: "スコープ（繰り返し可）: jobs:enqueue など", en: "A scope, such as jobs:enqueue; may be repeated.", name: "scope"),
        completion: .list(Scope.allCases.map(\.rawValue)))
    var scopes: [Scope] = []

    @Option(
        name: .customLong("key"),
        help: help(ja: "このパターンのジョブだけを扱える（繰り返し可）", en: "Only jobs with such keys exist for it; may be repeated.", name: "glob"))
    var keys: [String] = []

    @Option(help: help(ja: "この時間で失効する: 90d", en: "It ends after this long: 90d.", name: "duration"))
    var expires: String?

    @OptionGroup var json: JSONOption
    @OptionGroup var client: ClientOptions

    func run() async throws {
        let session = try await Session.open(client)
        var request = TokenRequest(name: name, scopes: Set(scopes).union(role?.scopes ?? []))
        request.keyGlobs = keys
        request.expiresAt = try expires.map { session.now() + (try TimeInput.duration($0)) }
        let (token, secret) = try await session.operations.createToken(request)
        if json.json { return try session.console.print(JSON(token, secret: secret).text) }
        session.console.say(
            Text(
                ja: "トークン \(token.id)（\(name)）を作成しました。次の行は二度と表示されません:",
                en: "Made token \(token.id) (\(name)). The next line is not shown again:"))
        try session.console.print(secret.text)
    }
}

// The help says which values there are, in its own language.
extension Role: ExpressibleByArgument {
    package static var allValueStrings: [String] { [] }
}

extension Scope: ExpressibleByArgument {
    package static var allValueStrings: [String] { [] }
}
