import YobanCore

/// The words of the argument parser itself, which knows English only.
enum ArgumentTexts {
    /// Longer ones first, so that a part never hides a whole.
    private static let pairs: [(en: String, ja: String)] = [
        ("OVERVIEW: ", "概要: "), ("USAGE: ", "使い方: "), ("ARGUMENTS:", "引数:"), ("OPTIONS:", "オプション:"), ("SUBCOMMANDS:", "コマンド:"),
        ("Show subcommand help information.", "コマンドのヘルプを表示する"), ("Show help information.", "ヘルプを表示する"), ("Show the version.", "版を表示する"),
        ("(default: ", "（既定: "), ("(values: ", "（値: "), ("(required)", "（必須）"), ("Usage: ", "使い方: "), ("Help: ", "ヘルプ: "),
    ]

    private static let patterns: [(en: Regex<AnyRegexOutput>, ja: String)] = [
        (Regex(/^  See '(.*)' for detailed help\./.anchorsMatchLineEndings()), "  各コマンドの詳細: $1"),
        (Regex(/  See '(.*)' for more information\./), "  詳細: $1"),
        (Regex(/Error: Missing expected argument '(.*)'/), "エラー: 引数 $1 が必要です"),
        (Regex(/Error: Missing value for '(.*)'/), "エラー: $1 の値が必要です"),
        (Regex(/Error: Unknown option '(.*)'\. Did you mean '(.*)'\?/), "エラー: オプション $1 はありません。もしかして: $2"),
        (Regex(/Error: Unknown option '(.*)'/), "エラー: オプション $1 はありません"),
        (Regex(/Error: (\d+) unexpected arguments: (.*)/), "エラー: 余分な引数が $1 個あります: $2"),
        (Regex(/Error: Unexpected argument '(.*)'/), "エラー: 余分な引数があります: $1"),
        (Regex(/Error: The value '(.*)' is invalid for '(.*)'/), "エラー: $2 に「$1」は使えません"),
        (Regex(/^Error: /.anchorsMatchLineEndings()), "エラー: "),
    ]

    static func translated(_ message: String, into language: Language) -> String {
        guard language == .japanese else { return message }
        var text = message
        for (pattern, template) in patterns {
            text = text.replacing(pattern) { match in
                var filled = template
                for index in match.output.indices.dropFirst() { filled.replace("$\(index)", with: match.output[index].substring ?? "") }
                return filled
            }
        }
        for (en, ja) in pairs { text.replace(en, with: ja) }
        return text
    }
}
