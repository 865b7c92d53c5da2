internal import YobanCore

/// What is said about a parameter's definition.
enum ParameterTexts {
    static func badName(_ name: String) -> Text {
        Text(
            ja: "「\(name.shortened)」はパラメータの名前に使えません。英字で始まる英数字と _ の 64 文字以内にしてください。",
            en: "“\(name.shortened)” cannot be a parameter's name: 1 to 64 letters, digits and _, beginning with a letter"
        )
    }

    static func sameVariable(_ one: Parameter, _ other: Parameter) -> Text {
        Text(
            ja: "パラメータ「\(one.name)」と「\(other.name)」は同じ環境変数 \(one.environmentName) になります。どちらかの名前を変えてください。",
            en: "parameters “\(one.name)” and “\(other.name)” would both become \(one.environmentName); rename one of them"
        )
    }

    static let requiredWithDefault = Text(
        ja: "default がある場合、required: true は書けません。どちらかを消してください。",
        en: "a parameter with a default is never missing; remove required: true or the default"
    )

    static func badDefault(_ objection: Text) -> Text {
        Text(ja: "default が使えません。\(objection.ja)", en: "the default is not allowed: \(objection.en)")
    }

    static func wrongType(_ key: String, owner: String, type: String) -> Text {
        Text(
            ja: "「\(key)」は type: \(owner) のパラメータだけに書けます（これは \(type)）。",
            en: "“\(key)” is for type: \(owner); this is \(type)"
        )
    }

    static func badPattern(_ pattern: String) -> Text {
        Text(
            ja: "「matches」の正規表現が正しくないか、長すぎます（\(Pattern.maximumLength) バイトまで）: \(pattern.shortened)",
            en: "“matches” is no valid regular expression, or too long (at most \(Pattern.maximumLength) bytes): \(pattern.shortened)"
        )
    }

    static func emptyRange(_ minimum: Int, _ maximum: Int) -> Text {
        Text(ja: "「min」（\(minimum)）が「max」（\(maximum)）より大きくなっています。", en: "“min” (\(minimum)) is larger than “max” (\(maximum))")
    }

    static let noValues = Text(
        ja: "type: choice には選べる値が必要です。例: values: [full, diff]",
        en: "type: choice needs the values to choose from, for example values: [full, diff]"
    )

    static func valueTwice(_ value: String) -> Text {
        Text(ja: "値「\(value.shortened)」が 2 回書かれています。", en: "the value “\(value.shortened)” is written twice")
    }
}
