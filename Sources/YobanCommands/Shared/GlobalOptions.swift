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

/// For commands whose answer can also be read by programs.
struct JSONOption: ParsableArguments {
    @Flag(help: help(ja: "JSON で出力する", en: "Print JSON."))
    var json = false
}
