import YobanCore

/// The words of the argument parser itself, which knows English only.
enum ArgumentTexts {
    static func translated(_ message: String, into language: Language) -> String {
        guard language == .japanese else { return message }
        return message.split(separator: "\n", omittingEmptySubsequences: false).map { sentence($0) ?? words(of: $0) }
            .joined(separator: "\n")
    }

    /// The parser's sentences: English with `%` where it puts in what was typed, and Japanese with `1` and `2` for the first and second.
    ///
    /// Plain comparisons: a regular expression for each would take three times as long as everything else that a help text needs.
    private static let sentences: [(en: String, ja: String)] = [
        ("Error: Missing expected argument '%'", "エラー: 引数 1 が必要です"),
        ("Error: Missing value for '%'", "エラー: 1 の値が必要です"),
        ("   or: Missing value for '%' in '%'", "  または: 2 の中の 1 に値が必要です"),
        ("Error: Unknown option '%'. Did you mean '%'?", "エラー: オプション 1 はありません。もしかして: 2"),
        ("Error: Unknown option '%'", "エラー: オプション 1 はありません"),
        ("Error: Invalid option: %", "エラー: オプション 1 は使えません"),
        ("Error: The option '%' does not take any value, but '%' was specified.", "エラー: オプション 1 に値は付けられません: 2"),
        ("Error: % unexpected arguments: %", "エラー: 余分な引数が 1 個あります: 2"),
        ("Error: Unexpected argument '%'", "エラー: 余分な引数があります: 1"),
        ("Error: The value '%' is invalid for '%'", "エラー: 2 に「1」は使えません"),
        ("Error: Can't generate completion scripts for '%'.", "エラー: 「1」用の補完は作れません。"),
        ("Error: Can't autodetect a supported shell.", "エラー: シェルを判別できません。"),
        ("Please use --generate-completion-script=<shell> with one of:", "次のどれかを --generate-completion-script= に指定してください:"),
        ("  See '%' for detailed help.", "  詳しくは: 1"), ("  See '%' for more information.", "  詳しくは: 1"),
    ]

    private static func sentence(_ line: Substring) -> String? {
        guard line.hasPrefix("Error: ") || line.hasPrefix("  ") || line.hasPrefix("Please ") else { return nil }
        for (en, ja) in sentences {
            guard let typed = typed(in: line, accordingTo: en) else { continue }
            var text = ""
            for character in ja {
                let place = character == "1" ? 0 : character == "2" ? 1 : nil
                text += place.map { place in typed[place].replacing("<subcommand>", with: "<コマンド>") } ?? String(character)
            }
            return text
        }
        return nil
    }

    /// What stands in the places of `%`, nil when the line is another one.
    private static func typed(in line: Substring, accordingTo pattern: String) -> [String]? {
        let parts = pattern.split(separator: "%", omittingEmptySubsequences: false)
        guard let first = parts.first, let last = parts.last, line.hasPrefix(first) else { return nil }
        if parts.count == 1 { return line == first ? [] : nil }
        var rest = line.dropFirst(first.count)
        guard rest.hasSuffix(last) else { return nil }
        rest = rest.dropLast(last.count)
        guard parts.count == 3 else { return [String(rest)] }
        guard let middle = rest.firstRange(of: parts[1]) else { return nil }
        return [String(rest[..<middle.lowerBound]), String(rest[middle.upperBound...])]
    }

    /// Longer ones first, so that a part never hides a whole.
    private static let words: [(en: String, ja: String)] = [
        ("OVERVIEW: ", "概要: "), ("USAGE: ", "使い方: "), ("ARGUMENTS:", "引数:"), ("OPTIONS:", "オプション:"), (" SUBCOMMANDS:", "のコマンド:"),
        ("SUBCOMMANDS:", "コマンド:"), ("[<options>]", "[<オプション>]"), ("<subcommand>", "<コマンド>"), ("<subcommands>", "<コマンド>"),
        ("Show subcommand help information.", "コマンドのヘルプを表示する"), ("Show help information.", "ヘルプを表示する"),
        ("Show the version.", "版を表示する"), ("Error: ", "エラー: "), ("Usage: ", "使い方: "), ("Help:  ", "説明: "),
    ]

    private static func words(of line: Substring) -> String {
        var line = String(line)
        for (en, ja) in words where line.contains(en) { line.replace(en, with: ja) }
        // What the parser adds to an option's text.
        for (en, ja) in [(" (default: ", "（既定: "), (" (values: ", "（値: ")] where line.contains(en) && line.hasSuffix(")") {
            line = line.replacing(en, with: ja).dropLast() + "）"
        }
        return line
    }
}
