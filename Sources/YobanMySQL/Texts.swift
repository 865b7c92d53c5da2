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
    static func drain(_ id: WorkerID) -> Text { Text(ja: "ワーカー \(id) の受付を変更", en: "change what worker \(id) takes") }
    static func retire(_ id: WorkerID) -> Text { Text(ja: "ワーカー \(id) の停止を記録", en: "record that worker \(id) is dead") }
    static let keepLog = Text(ja: "ジョブの出力を保存", en: "keep the output of jobs")
    static func readLog(_ id: JobID) -> Text { Text(ja: "ジョブ \(id) の出力を取得", en: "look up the output of job \(id)") }
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
