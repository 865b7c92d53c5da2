internal import YobanCore

/// What is said about a job's definition.
enum JobTexts {
    static func badKey(_ key: String) -> Text {
        Text(
            ja: "「\(key.shortened)」はジョブのキーに使えません。英数字で始まる英数字、-、_、. の 100 文字以内にしてください。",
            en: "“\(key.shortened)” cannot be a job's key: 1 to 100 letters, digits, -, _ and ., beginning with a letter or digit"
        )
    }

    static func keyTaken(_ key: String, by other: String) -> Text {
        Text(ja: "ジョブ「\(key)」はすでに \(other) で定義されています。", en: "job “\(key)” is already defined in \(other)")
    }

    static let noCommand = Text(
        ja: "「command」が必要です。例: command: [scripts/sync.py]",
        en: "“command” is required, for example command: [scripts/sync.py]"
    )
    static let emptyCommand = Text(
        ja: "「command」が空です。例: command: [scripts/sync.py]",
        en: "“command” is empty; write for example command: [scripts/sync.py]"
    )
    static let pathTooLong = Text(
        ja: "スクリプトのパスが長すぎます（500 文字まで）。",
        en: "the path of the script is too long (at most 500 characters)"
    )
    static let nameHasControls = Text(
        ja: "「name」に改行などの制御文字は使えません。",
        en: "“name” cannot contain line breaks or other control characters"
    )
    static let longestBelowBackoff = Text(
        ja: "「longest」が「backoff」より短くなっています。",
        en: "“longest” is shorter than “backoff”"
    )

    static func programIsFolder(_ program: String) -> Text {
        Text(ja: "「\(program.shortened)」はフォルダーです。プログラムを書いてください。", en: "“\(program.shortened)” is a folder; name the program in it")
    }

    static func badVariable(_ name: String) -> Text {
        Text(
            ja: "環境変数の名前に「\(name.shortened)」は使えません。英字か _ で始まる英数字と _ にしてください。",
            en: "“\(name.shortened)” cannot be a variable's name: letters, digits and _, not beginning with a digit"
        )
    }

    static func variableIsOurs(_ name: String) -> Text {
        Text(ja: "環境変数「\(name)」は yoban が設定するため、書けません。", en: "the variable “\(name)” is set by yoban and cannot be declared")
    }

    static func scheduleNeedsDefault(_ name: String) -> Text {
        Text(
            ja: "予定どおりに実行するには、パラメータ「\(name)」に default が必要です。",
            en: "to run on a schedule, parameter “\(name)” needs a default"
        )
    }

    static func slotInProgram(_ name: String) -> Text {
        Text(
            ja: "パラメータ「\(name)」で実行するプログラムを選ぶことはできません。{\(name)} は引数に書いてください。",
            en: "parameter “\(name)” cannot choose the program; {\(name)} belongs in an argument"
        )
    }

    static func slotMayBeEmpty(_ name: String) -> Text {
        Text(
            ja: "引数の {\(name)} に入る値がないことがあります。パラメータ「\(name)」に default を書くか、required: true にしてください。",
            en: "{\(name)} in the arguments may have no value; give parameter “\(name)” a default or make it required: true"
        )
    }
}
