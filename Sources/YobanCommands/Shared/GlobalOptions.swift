import ArgumentParser
import YobanCore

/// What every command accepts that needs the catalogue.
struct GlobalOptions: ParsableArguments {
    @Option(help: help(ja: "カタログファイル（既定: 上位フォルダへ探した yoban.yaml）", en: "The catalogue file (default: the nearest yoban.yaml).", name: "file"))
    var config: String?

    @Option(help: help(ja: "表示する言語", en: "The language to speak.", name: "ja|en"))
    var lang: String?

    func validate() throws {
        if let lang, Language(rawValue: lang) == nil {
            throw ValidationError(said(ja: "--lang に使えるのは ja と en です: \(lang)", en: "--lang takes ja or en, not \(lang)"))
        }
    }
}

/// For commands whose answer can also be read by programs.
struct JSONOption: ParsableArguments {
    @Flag(help: help(ja: "JSON で出力する", en: "Print JSON."))
    var json = false
}
