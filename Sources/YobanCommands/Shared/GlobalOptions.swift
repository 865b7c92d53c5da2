import ArgumentParser
import YobanCore

/// What every command accepts.
struct LanguageOption: ParsableArguments {
    @Option(help: help(ja: "表示する言語", en: "The language to speak.", name: "ja|en"), completion: .list(Language.allCases.map(\.rawValue)))
    var lang: String?

    func validate() throws {
        if let lang, Language(rawValue: lang) == nil {
            throw ValidationError(said(ja: "--lang に使えるのは ja と en です: \(lang)", en: "--lang takes ja or en, not \(lang)"))
        }
    }
}

/// What every command accepts that needs the catalogue.
struct GlobalOptions: ParsableArguments {
    @Option(
        help: help(
            ja: "カタログファイル（既定: ここから上位へ最初に見つかる yoban.yaml）", en: "The catalogue (default: the nearest yoban.yaml here or above).",
            name: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var config: String?

    @Option(
        help: help(
            ja: "ストア: sqlite:ファイル、mysql://…、postgres://…（既定: カタログの store）",
            en: "The store: sqlite:FILE, mysql://…, postgres://… (default: the catalogue's).", name: "url"))
    var store: String?

    @OptionGroup var language: LanguageOption
}

/// What a command accepts that can be carried out on another host too.
struct ClientOptions: ParsableArguments {
    @OptionGroup var global: GlobalOptions

    @Option(
        help: help(
            ja: "このサーバーに HTTP API で依頼する: https://ホスト:8740、unix:ソケット（既定: 環境変数 YOBAN_SERVER、なければストアを直接使う）",
            en: "Ask this server by its HTTP API: https://HOST:8740, unix:SOCKET (default: YOBAN_SERVER; else the store is used itself).",
            name: "url"))
    var server: String?

    @Option(
        help: help(
            ja: "サーバーのトークンを書いたファイル（既定: 環境変数 YOBAN_TOKEN、YOBAN_TOKEN_FILE）",
            en: "A file with the server's token (default: YOBAN_TOKEN, YOBAN_TOKEN_FILE).", name: "file"), completion: .file())
    var tokenFile: String?

    @Option(
        help: help(
            ja: "サーバーの証明書を発行した認証局の PEM ファイル（既定: 環境変数 YOBAN_CA_FILE、システムの認証局）",
            en: "A PEM file of the authority of the server's certificate (default: YOBAN_CA_FILE, the system's).", name: "file"),
        completion: .file(extensions: ["pem", "crt"]))
    var caFile: String?

    func validate() throws {
        guard server != nil, global.store != nil || global.config != nil else { return }
        throw ValidationError(
            said(ja: "--server と --store、--config は同時に指定できません", en: "--server doesn't go together with --store or --config"))
    }
}

/// For commands whose answer can also be read by programs.
struct JSONOption: ParsableArguments {
    @Flag(help: help(ja: "JSON で出力する", en: "Print JSON."))
    var json = false
}
