import YobanCore

/// Why the database itself refused, and the next command.
extension Text {
    static func tooOld(_ version: String) -> Text {
        Text(
            ja: "サーバーの PostgreSQL \(version) は古すぎます。13 以降をお使いください: psql -c 'SHOW server_version'",
            en: "the server's PostgreSQL \(version) is too old: 13 or later is needed: psql -c 'SHOW server_version'")
    }
    static func wrongEncoding(_ encoding: String) -> Text {
        Text(
            ja: "データベースの文字コードが \(encoding) です。UTF8 で作り直してください: createdb --encoding=UTF8 --template=template0",
            en: "the database is encoded in \(encoding). Make one in UTF8: createdb --encoding=UTF8 --template=template0")
    }
    static func incomplete(_ server: String) -> Text {
        Text(
            ja: "\(server) のテーブルがそろっていません。?schema= を確認し、更新してください: yoban migrate --dry-run、yoban migrate",
            en: "the tables in \(server) are not complete. Check ?schema=, then bring them up: yoban migrate --dry-run, yoban migrate")
    }
    static let nameTaken = Text(
        ja: "同じ名前のテーブルを別のプログラムが使っています。専用のスキーマを作り、?schema=yoban で指定してください: CREATE SCHEMA yoban",
        en: "a table of that name belongs to another program. Make a schema for Yoban and name it with ?schema=yoban: CREATE SCHEMA yoban")
    static let notASeedTable = Text(
        ja: "batch_job_queue をジョブキューとして引き継げません。列を直すか、?schema= で別のスキーマを指定してください: yoban migrate --dry-run",
        en:
            "batch_job_queue can't be taken over as a job queue. Mend the column, or name another schema with ?schema=: yoban migrate --dry-run"
    )
    static let schemaTooOld = Text(
        ja: "Yoban のテーブルがないか、以前の形式です。内容を確認してから更新してください: yoban migrate --dry-run、yoban migrate",
        en:
            "the tables of Yoban are not there, or from before this program. Look at the steps, then take them: yoban migrate --dry-run, yoban migrate"
    )
    static func schemaTooNew(found: Int, known: Int) -> Text {
        Text(
            ja: "新しいバージョンの Yoban が作ったデータベースです（スキーマ \(found)、このプログラムは \(known) まで）。新しい Yoban をお使いください: yoban --version",
            en: "it was made by a newer Yoban (schema \(found), this program knows up to \(known)). Use the newer program: yoban --version")
    }
    static let busy = Text(
        ja: "ほかの処理がロックしているか、サーバーが混み合っています。少し待ってからやり直してください。続く場合は pg_stat_activity を確認してください",
        en: "another program holds a lock, or the server is busy. Wait a moment and try again. If it stays so, look at pg_stat_activity")
    static func readOnly(_ server: String) -> Text {
        Text(
            ja: "\(server) は読み取り専用です。プライマリのアドレスを指定してください: psql -c 'SELECT pg_is_in_recovery()'",
            en: "\(server) is read-only. Name the primary: psql -c 'SELECT pg_is_in_recovery()'")
    }
    static let full = Text(
        ja: "データベースサーバーのディスクに空きがありません。空きを作ってからやり直してください: df -h",
        en: "there is no room left on the database server's disk. Make room there and try again: df -h")
    static func corrupt(_ server: String) -> Text {
        Text(
            ja: "\(server) のデータが壊れています。ワーカーを止め、バックアップを戻してください: pg_amcheck",
            en: "the data of \(server) is damaged. Stop the worker and restore a backup: pg_amcheck")
    }
    static let unknownOutcome = Text(
        ja: "返事の前に接続が切れたため、実行されたかどうか分かりません。やり直す前に確認してください: yoban list",
        en: "the connection was lost before the answer: it may have been done. Look before you try again: yoban list")
    static let unexpected = Text(
        ja: "予期しないエラーです。この行を添えてお知らせください",
        en: "this was not expected. Please report this line")
}
