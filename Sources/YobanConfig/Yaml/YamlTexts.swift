internal import YobanCore

/// What is said about YAML that cannot be used, apart from the library's own complaints.
enum YamlTexts {
    static let compoundKey = Text(
        ja: "キーに別名（*）、リスト、「?」は使えません。キーはそのまま文字で書いてください（文字列の一部なら引用符で囲みます）。",
        en: "a key cannot be an alias (*), a list or “?”; write the key as plain text (if this is part of a text, put it in quotes)"
    )
    static let keyIsNoText = Text(ja: "キーは文字で書いてください。", en: "a key must be plain text")

    static func tooManyValues(_ maximum: Int) -> Text {
        Text(
            ja: "値が多すぎます（\(maximum) 個まで）。別名（*）が別名を含んでいないか確認してください。",
            en: "too many values (at most \(maximum)); look for aliases (*) that contain aliases"
        )
    }

    static func duplicateKey(_ key: String, firstLine: Int) -> Text {
        Text(
            ja: "キー「\(key.shortened)」が 2 回書かれています（最初は \(firstLine) 行目）。どちらかを消してください。",
            en: "the key “\(key.shortened)” is written twice (first on line \(firstLine)); remove one of them"
        )
    }

    static func mergeNeedsMapping(_ found: Text) -> Text {
        Text(
            ja: "「<<」には、キーと値の組を指す別名（*名前）を書いてください。書かれているもの: \(found.ja)",
            en: "“<<” takes an alias of a mapping (*name), not \(found.en)"
        )
    }

    static func tag(_ tag: String) -> Text {
        Text(ja: "YAML のタグ（\(tag)）は使えません。消してください。", en: "YAML tags (\(tag)) are not supported; remove it")
    }

    static let secondDocument = Text(
        ja: "「---」で区切られた 2 つ目の文書があります。1 つのファイルに 1 つだけ書いてください。",
        en: "there is a second document after “---”; a file holds one"
    )
}
