package import YobanCore

/// Why it failed, where the engine does not matter.
extension Text {
    package static let refused = Text(
        ja: "データベースが値を受け付けませんでした。値を確認してください。",
        en: "the database refused a value. Check the values.")
    package static let noNUL = Text(
        ja: "文字列に NUL 文字が含まれています。取り除いてください。",
        en: "a text holds a NUL character. Remove it.")
    package static let interrupted = Text(ja: "処理が取り消されました。何も変更していません。", en: "the work was cancelled. Nothing was changed.")
}
