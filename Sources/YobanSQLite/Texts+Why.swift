import YobanCore

/// Why it failed, and the next command.
extension Text {
    static func locked(_ path: String, by holder: String?) -> Text {
        let who = holder.map { (" \($0) ", $0) } ?? ("ほかのプログラム", "another program")
        return Text(
            ja: "\(path) は\(who.0)がロックしています。少し待ってからやり直してください。使用中のプログラム: fuser -v \(path)",
            en: "\(path) is locked by \(who.1). Wait a moment and try again. Who uses it: fuser -v \(path)")
    }
    static func cannotOpen(_ path: String) -> Text {
        Text(
            ja: "\(path) を開けません。フォルダーの有無と権限を確認してください: ls -ld \(folder(path))",
            en: "\(path) cannot be opened. Check that the folder is there and may be written: ls -ld \(folder(path))")
    }
    static func noFolder(_ path: String) -> Text {
        Text(
            ja: "フォルダー \(folder(path)) がありません。作成してください: mkdir -p \(folder(path))",
            en: "there is no folder \(folder(path)). Make it: mkdir -p \(folder(path))")
    }
    static func noPermission(_ path: String) -> Text {
        Text(
            ja: "\(path) を読み書きする権限がありません。所有者と権限を確認してください: ls -l \(path)",
            en: "there is no permission to read and write \(path). Check its owner and mode: ls -l \(path)")
    }
    static func notAStore(_ path: String) -> Text {
        Text(
            ja: "\(path) は Yoban のデータベースではありません。yoban.yaml の store: か YOBAN_STORE を確認してください。中身の確認: file \(path)",
            en: "\(path) is not a database of Yoban. Look at store: in yoban.yaml, or at YOBAN_STORE. What it is: file \(path)")
    }
    static func corrupt(_ path: String) -> Text {
        Text(
            ja: "\(path) が壊れています。ワーカーを止め、確認してからバックアップを戻してください: sqlite3 \(path) 'PRAGMA integrity_check'",
            en: "\(path) is damaged. Stop the worker, check it, then restore a backup: sqlite3 \(path) 'PRAGMA integrity_check'")
    }
    static func readOnly(_ path: String) -> Text {
        Text(
            ja: "\(path) またはそのフォルダーに書き込めません。権限とマウントを確認してください: ls -ld \(path) \(folder(path))",
            en: "\(path) or its folder cannot be written. Check the permissions and the mount: ls -ld \(path) \(folder(path))")
    }
    static func full(_ path: String) -> Text {
        Text(
            ja: "ディスクに空きがありません。空きを作ってからやり直してください: df -h \(folder(path))",
            en: "there is no room left on the disk. Make room and try again: df -h \(folder(path))")
    }
    static func inputOutput(_ path: String) -> Text {
        Text(
            ja: "ディスクの読み書きに失敗しました。空きと装置を確認してください: df -h \(folder(path)); dmesg | tail",
            en: "reading or writing the disk failed. Check its room and health: df -h \(folder(path)); dmesg | tail")
    }
    static func schemaTooNew(found: Int, known: Int) -> Text {
        Text(
            ja: "新しいバージョンの Yoban が作ったデータベースです（スキーマ \(found)、このプログラムは \(known) まで）。新しい Yoban をお使いください: yoban --version",
            en: "it was made by a newer Yoban (schema \(found), this program knows up to \(known)). Use the newer program: yoban --version")
    }
    static let schemaTooOld = Text(
        ja: "以前の形式のデータベースです。内容を確認してから更新してください: yoban migrate --dry-run、yoban migrate",
        en: "its schema is from before this program. Look at the steps, then take them: yoban migrate --dry-run, yoban migrate")
    static let unexpected = Text(
        ja: "予期しないエラーです。この行と次の出力を添えてお知らせください: yoban --version",
        en: "this was not expected. Please report this line with the output of: yoban --version")

    private static func folder(_ path: String) -> String { Path.normalised(path + "/..") }
}
