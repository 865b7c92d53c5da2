import YobanCore

/// The words of the argument parser itself, which knows English only.
enum ArgumentTexts {
    static func translated(_ message: String, into language: Language) -> String {
        guard language == .japanese else { return message }
        return message.split(separator: "\n", omittingEmptySubsequences: false).map(translated).joined(separator: "\n")
    }

    private static func translated(_ line: Substring) -> String {
        if let sentence = sentence(line) { return sentence }
        var line = String(line)
        for (en, ja) in words { line.replace(en, with: ja) }
        // 「（既定: 」 has been opened by now.
        line.replace(/（(既定|値): ([^()（）]*)\)/) { "（\($0.1): \($0.2)）" }
        return line
    }

    /// The parser's sentences, whole.
    private static func sentence(_ line: Substring) -> String? {
        if let match = line.wholeMatch(of: /Error: Missing expected argument '(.*)'/) { return "エラー: 引数 \(match.1) が必要です" }
        if let match = line.wholeMatch(of: /Error: Missing value for '(.*)'/) { return "エラー: \(match.1) の値が必要です" }
        if let match = line.wholeMatch(of: /\ *or: Missing value for '(.*)' in '(.*)'/) {
            return "  または: \(match.2) の中の \(match.1) に値が必要です"
        }
        if let match = line.wholeMatch(of: /Error: Unknown option '(.*)'\. Did you mean '(.*)'\?/) {
            return "エラー: オプション \(match.1) はありません。もしかして: \(match.2)"
        }
        if let match = line.wholeMatch(of: /Error: Unknown option '(.*)'/) { return "エラー: オプション \(match.1) はありません" }
        if let match = line.wholeMatch(of: /Error: (?:Invalid option: )(.*)/) { return "エラー: オプション \(match.1) は使えません" }
        if let match = line.wholeMatch(of: /Error: The option '(.*)' does not take any value, but '(.*)' was specified\./) {
            return "エラー: オプション \(match.1) に値は付けられません: \(match.2)"
        }
        if let match = line.wholeMatch(of: /Error: (\d+) unexpected arguments: (.*)/) {
            return "エラー: 余分な引数が \(match.1) 個あります: \(match.2)"
        }
        if let match = line.wholeMatch(of: /Error: Unexpected argument '(.*)'/) { return "エラー: 余分な引数があります: \(match.1)" }
        if let match = line.wholeMatch(of: /Error: The value '(.*)' is invalid for '(.*)'/) {
            return "エラー: \(match.2) に「\(match.1)」は使えません"
        }
        if let match = line.wholeMatch(of: /Error: Can't generate completion scripts for '(.*)'\./) {
            return "エラー: 「\(match.1)」用の補完は作れません。"
        }
        if line == "Error: Can't autodetect a supported shell." { return "エラー: シェルを判別できません。" }
        if line.hasPrefix("Please use --generate-completion-script") { return "次のどれかを --generate-completion-script= に指定してください:" }
        if let match = line.wholeMatch(of: /\ *See '(.*)' for (?:detailed help|more information)\./) {
            return "  詳しくは: " + match.1.replacing("<subcommand>", with: "<コマンド>")
        }
        return nil
    }

    /// Longer ones first, so that a part never hides a whole.
    private static let words: [(en: String, ja: String)] = [
        ("OVERVIEW: ", "概要: "), ("USAGE: ", "使い方: "), ("ARGUMENTS:", "引数:"), ("OPTIONS:", "オプション:"), (" SUBCOMMANDS:", "のコマンド:"),
        ("SUBCOMMANDS:", "コマンド:"), ("<subcommand>", "<コマンド>"), ("<subcommands>", "<コマンド>"),
        ("Show subcommand help information.", "コマンドのヘルプを表示する"), ("Show help information.", "ヘルプを表示する"),
        ("Show the version.", "版を表示する"), (" (default: ", "（既定: "), (" (values: ", "（値: "), ("Error: ", "エラー: "), ("Usage: ", "使い方: "),
        ("Help:  ", "説明: "),
    ]
}
