import YobanCore

/// What was being done: after "cannot", before 「できません」.
extension Text {
    static func openStore(_ path: String) -> Text { Text(ja: "ストア \(path) に接続", en: "open the store \(path)") }
    static func migrateStore(_ path: String) -> Text { Text(ja: "ストア \(path) を更新", en: "migrate the store \(path)") }
    static let enqueue = Text(ja: "ジョブをキューに追加", en: "enqueue the job")
    static let claim = Text(ja: "次のジョブを取得", en: "claim the next job")
    static func begin(_ id: JobID) -> Text { Text(ja: "ジョブ \(id) の開始を記録", en: "record the start of job \(id)") }
    static func report(_ id: JobID) -> Text { Text(ja: "ジョブ \(id) の進捗を記録", en: "record the progress of job \(id)") }
    static func settle(_ id: JobID) -> Text { Text(ja: "ジョブ \(id) の結果を記録", en: "record the result of job \(id)") }
    static func release(_ id: JobID) -> Text { Text(ja: "ジョブ \(id) をキューに返却", en: "give job \(id) back to the queue") }
    static func stop(_ id: JobID) -> Text { Text(ja: "ジョブ \(id) の停止を要求", en: "request the stop of job \(id)") }
    static func retry(_ id: JobID) -> Text { Text(ja: "ジョブ \(id) を再実行", en: "retry job \(id)") }
    static let promote = Text(ja: "予定時刻になったジョブを処理", en: "make due jobs ready")
    static let prune = Text(ja: "古いジョブを削除", en: "remove old jobs")
    static let look = Text(ja: "ジョブの状態を取得", en: "look up jobs")
    static let lookAtHeld = Text(ja: "ワーカーのジョブを取得", en: "look up the worker's jobs")
    static let workers = Text(ja: "ワーカーの情報を取得", en: "look up the workers")
    static let register = Text(ja: "ワーカーを登録", en: "register the worker")
    static let renew = Text(ja: "ワーカーの生存を記録", en: "record that the worker lives")
    static let drain = Text(ja: "ワーカーの新規取得の可否を記録", en: "record whether the worker takes jobs")
    static let retire = Text(ja: "ワーカーの終了を記録", en: "record that the worker is gone")
    static let keepLog = Text(ja: "ジョブの出力を保存", en: "keep the output of jobs")
    static func readLog(_ id: JobID) -> Text { Text(ja: "ジョブ \(id) の出力を取得", en: "read the output of job \(id)") }
    static func dropLog(_ id: JobID) -> Text { Text(ja: "ジョブ \(id) の古い出力を削除", en: "remove old output of job \(id)") }
    static let addToken = Text(ja: "トークンを保存", en: "keep the token")
    static let lookAtTokens = Text(ja: "トークンを取得", en: "look up tokens")
    static func revokeToken(_ id: Int64) -> Text { Text(ja: "トークン \(id) を失効", en: "revoke token \(id)") }
    static func noteUse(_ id: Int64) -> Text { Text(ja: "トークン \(id) の使用を記録", en: "record the use of token \(id)") }
    static let lookAtAudit = Text(ja: "操作の記録を取得", en: "look up the audit")
    static let noteRequest = Text(ja: "リクエストを記録", en: "record the request")
    static let schedules = Text(ja: "スケジュールを取得", en: "look up the schedules")
    static func fire(_ key: JobKey) -> Text { Text(ja: "\(key) の定期ジョブをキューに追加", en: "enqueue the scheduled job \(key)") }
}

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
    static let refused = Text(
        ja: "データベースが値を受け付けませんでした。値を確認してください。",
        en: "the database refused a value. Check the values.")
    static let noNUL = Text(
        ja: "文字列に NUL 文字が含まれています。取り除いてください。",
        en: "a text holds a NUL character. Remove it.")
    static let interrupted = Text(ja: "処理が取り消されました。何も変更していません。", en: "the work was cancelled. Nothing was changed.")
    static let unexpected = Text(
        ja: "予期しないエラーです。この行と次の出力を添えてお知らせください: yoban --version",
        en: "this was not expected. Please report this line with the output of: yoban --version")

    private static func folder(_ path: String) -> String { Path.normalised(path + "/..") }
}
