internal import Glibc
internal import YobanCore

/// What is said about a file that cannot be read.
enum FileTexts {
    static func cannotRead(_ code: Int32) -> Text {
        switch code {
        case ENOENT, ENOTDIR:
            Text(ja: "ファイルがありません。パスを確認してください。", en: "there is no such file; check the path")
        case EACCES, EPERM:
            Text(ja: "読む権限がありません。確認: ls -l と id", en: "no permission to read it; compare ls -l with id")
        default:
            Text(ja: "読めません: \(reason(code))", en: "it cannot be read: \(reason(code))")
        }
    }

    static let folder = Text(
        ja: "フォルダーです。その中のファイル（yoban.yaml など）を指定してください。",
        en: "this is a folder; name the file in it (such as yoban.yaml)"
    )
    static let noRegularFile = Text(ja: "通常のファイルではありません。", en: "this is no regular file")
    static let utf16 = Text(
        ja: "UTF-16 で保存されています。UTF-8 で保存し直してください。変換: iconv -f UTF-16 -t UTF-8",
        en: "the file is UTF-16; save it as UTF-8, or convert it: iconv -f UTF-16 -t UTF-8"
    )
    static let noUTF8 = Text(
        ja: "UTF-8 ではない文字があります。UTF-8 で保存し直してください。Shift_JIS からの変換: iconv -f CP932 -t UTF-8",
        en: "this is not UTF-8; save the file as UTF-8, or convert it, from Shift_JIS for example: iconv -f CP932 -t UTF-8"
    )
    static let empty = Text(
        ja: "ファイルに何も書かれていません。少なくとも jobs: が必要です。",
        en: "the file says nothing; it needs at least jobs:"
    )

    static func tooLarge(_ maximum: Int) -> Text {
        let size = Units.spelled(bytes: maximum)
        return Text(
            ja: "大きすぎます（\(size) まで）。jobs_from で分割できます。",
            en: "the file is too large (at most \(size)); jobs_from can split it"
        )
    }

    static func forbidden(_ scalar: Unicode.Scalar) -> Text {
        let code =
            "U+" + String(repeating: "0", count: max(0, 4 - String(scalar.value, radix: 16).count))
            + String(scalar.value, radix: 16, uppercase: true)
        return Text(ja: "使えない制御文字（\(code)）があります。消してください。", en: "the control character \(code) is not allowed; remove it")
    }

    static func reason(_ code: Int32) -> String {
        strerror(code).map { String(cString: $0) } ?? "errno \(code)"
    }
}
