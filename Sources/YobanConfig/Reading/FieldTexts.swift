internal import YobanCore

/// What is said about a key or value that is not allowed: what was found, what is wanted, how to write it.
enum FieldTexts {
    static func unknownKey(_ key: String, allowed: [String]) -> Text {
        let near = Nearest.match(key, among: allowed)
        return Text(
            ja: "キー「\(key.shortened)」はありません。\(near.map { "「\($0)」のことですか？ " } ?? "")ここで使えるキー: \(allowed.joined(separator: "、"))",
            en:
                "unknown key “\(key.shortened)”.\(near.map { " Did you mean “\($0)”?" } ?? "") Allowed here: \(allowed.joined(separator: ", "))"
        )
    }

    static func wantedKeys(_ what: String, found: Text, allowed: [String]) -> Text {
        Text(
            ja: "「\(what)」にはキーと値の組を書いてください。書かれているもの: \(found.ja)。使えるキー: \(allowed.joined(separator: "、"))",
            en: "“\(what)” takes keys and values, not \(found.en). Allowed keys: \(allowed.joined(separator: ", "))"
        )
    }

    static func wantedMapping(_ what: String, found: Text) -> Text {
        Text(
            ja: "「\(what)」には「名前: 値」の組を書いてください。書かれているもの: \(found.ja)", en: "“\(what)” takes names with values (name: value), not \(found.en)"
        )
    }

    static func wantedText(_ what: String, found: Text, mayBeEmpty: Bool) -> Text {
        Text(
            ja: "「\(what)」には文字列を書いてください。書かれているもの: \(found.ja)\(mayBeEmpty ? "。空の文字列なら \"\" と書きます。" : "")",
            en: "“\(what)” takes text, not \(found.en)\(mayBeEmpty ? "; an empty text is written \"\"" : "")"
        )
    }

    static func nul(_ what: String) -> Text {
        Text(ja: "「\(what)」に NUL 文字は使えません。", en: "“\(what)” cannot contain a NUL character")
    }

    static func tooLong(_ what: String, length: Int, maximum: Int) -> Text {
        Text(ja: "「\(what)」は長すぎます（\(length) 文字）。\(maximum) 文字までです。", en: "“\(what)” is too long (\(length) characters); at most \(maximum)")
    }

    static func wantedList(_ what: String, found: Yaml) -> Text {
        var hint = Text(ja: "", en: "")
        if case .scalar(let text, _) = found.content, !found.isNull {
            let items = text.split(separator: " ").joined(separator: ", ").shortened
            hint = Text(ja: " 例: \(what): [\(items)]", en: ". Write \(what): [\(items)]")
        }
        return Text(
            ja: "「\(what)」にはリストを書いてください。書かれているもの: \(found.kind.ja)\(hint.ja)", en: "“\(what)” takes a list, not \(found.kind.en)\(hint.en)")
    }

    static func wantedChoice(_ what: String, found: Text, allowed: [String]) -> Text {
        Text(
            ja: "「\(what)」に書けるのは \(allowed.joined(separator: "、")) です。書かれているもの: \(found.ja)",
            en: "“\(what)” is one of \(allowed.joined(separator: ", ")), not \(found.en)"
        )
    }

    static func wantedBoolean(_ what: String, found: Text) -> Text {
        Text(
            ja: "「\(what)」には true か false を書いてください（yes、no、on、off は YAML の版により意味が変わるため使えません）。書かれているもの: \(found.ja)",
            en: "“\(what)” is true or false, not \(found.en) (yes, no, on and off mean different things to different YAML programs)"
        )
    }

    static func wantedInteger(_ what: String, found: Yaml, _ range: ClosedRange<Int>) -> Text {
        var hint = Text(ja: "", en: "")
        if case .scalar(let text, let isPlain) = found.content {
            if !isPlain, let number = Int(text) {
                hint = Text(ja: "。引用符を外してください: \(number)", en: ". Write it without quotes: \(number)")
            } else if let number = Int(text) {
                // YAML programs read 010 as eight or as ten.
                hint = Text(ja: "。前の 0 や + を取って \(number) と書いてください。", en: ". Write \(number), without leading zeros or a sign")
            }
        }
        let isOpen = range.lowerBound == .min && range.upperBound == .max
        return Text(
            ja:
                "「\(what)」には\(isOpen ? "" : " \(range.lowerBound) から \(range.upperBound) までの")整数を書いてください。書かれているもの: \(found.kind.ja)\(hint.ja)",
            en:
                "“\(what)” takes a whole number\(isOpen ? "" : " from \(range.lowerBound) to \(range.upperBound)"), not \(found.kind.en)\(hint.en)"
        )
    }

    static func integerRange(_ what: String, _ number: Int, _ range: ClosedRange<Int>) -> Text {
        Text(
            ja: "「\(what)」は \(range.lowerBound) から \(range.upperBound) までです（書かれているもの: \(number)）。",
            en: "“\(what)” is from \(range.lowerBound) to \(range.upperBound), not \(number)"
        )
    }
}
