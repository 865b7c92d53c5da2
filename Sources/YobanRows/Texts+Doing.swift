package import YobanCore

/// What was being done: after "cannot", before 「できません」.
extension Text {
    package static func openStore(_ store: String) -> Text { Text(ja: "ストア \(store) に接続", en: "open the store \(store)") }
    package static func migrateStore(_ store: String) -> Text { Text(ja: "ストア \(store) を更新", en: "migrate the store \(store)") }
    package static let enqueue = Text(ja: "ジョブをキューに追加", en: "enqueue the job")
    package static let claim = Text(ja: "次のジョブを取得", en: "claim the next job")
    package static func begin(_ id: JobID) -> Text { Text(ja: "ジョブ \(id) の開始を記録", en: "record the start of job \(id)") }
    package static func report(_ id: JobID) -> Text { Text(ja: "ジョブ \(id) の進捗を記録", en: "record the progress of job \(id)") }
    package static func settle(_ id: JobID) -> Text { Text(ja: "ジョブ \(id) の結果を記録", en: "record the result of job \(id)") }
    package static func release(_ id: JobID) -> Text { Text(ja: "ジョブ \(id) をキューに返却", en: "give job \(id) back to the queue") }
    package static func stop(_ id: JobID) -> Text { Text(ja: "ジョブ \(id) の停止を要求", en: "request the stop of job \(id)") }
    package static func retry(_ id: JobID) -> Text { Text(ja: "ジョブ \(id) を再実行", en: "retry job \(id)") }
    package static let promote = Text(ja: "予定時刻になったジョブを処理", en: "make due jobs ready")
    package static let prune = Text(ja: "古いジョブを削除", en: "remove old jobs")
    package static let look = Text(ja: "ジョブの状態を取得", en: "look up jobs")
    package static let lookAtHeld = Text(ja: "ワーカーのジョブを取得", en: "look up the worker's jobs")
    package static let workers = Text(ja: "ワーカーの情報を取得", en: "look up the workers")
    package static let register = Text(ja: "ワーカーを登録", en: "register the worker")
    package static let renew = Text(ja: "ワーカーの生存を記録", en: "record that the worker lives")
    package static func drain(_ id: WorkerID) -> Text { Text(ja: "ワーカー \(id) の受付を変更", en: "tell worker \(id) whether to take jobs") }
    package static func retire(_ id: WorkerID) -> Text { Text(ja: "ワーカー \(id) の停止を記録", en: "record that worker \(id) is dead") }
    package static func pause(_ queue: String) -> Text {
        Text(ja: "キュー \(queue.shortened) を一時停止", en: "pause the queue \(queue.shortened)")
    }
    package static func resume(_ queue: String) -> Text {
        Text(ja: "キュー \(queue.shortened) を再開", en: "resume the queue \(queue.shortened)")
    }
    package static let lookAtPauses = Text(ja: "一時停止中のキューを取得", en: "look up paused queues")
    package static let keepLog = Text(ja: "ジョブの出力を保存", en: "keep the output of jobs")
    package static func readLog(_ id: JobID) -> Text { Text(ja: "ジョブ \(id) の出力を取得", en: "read the output of job \(id)") }
    package static func dropLog(_ id: JobID) -> Text { Text(ja: "ジョブ \(id) の古い出力を削除", en: "remove old output of job \(id)") }
    package static let keepSeries = Text(ja: "実行の推移を保存", en: "keep the series of a run")
    package static let readSeries = Text(ja: "実行の推移を取得", en: "read the series of runs")
    package static let addToken = Text(ja: "トークンを保存", en: "keep the token")
    package static let lookAtTokens = Text(ja: "トークンを取得", en: "look up tokens")
    package static func revokeToken(_ id: Int64) -> Text { Text(ja: "トークン \(id) を失効", en: "revoke token \(id)") }
    package static func noteUse(_ id: Int64) -> Text { Text(ja: "トークン \(id) の使用を記録", en: "record the use of token \(id)") }
    package static let addUser = Text(ja: "ユーザーを保存", en: "keep the user")
    package static let lookAtUsers = Text(ja: "ユーザーを取得", en: "look up users")
    package static func changeUser(_ id: Int64) -> Text { Text(ja: "ユーザー \(id) を変更", en: "change user \(id)") }
    package static let addSignInLink = Text(ja: "サインインのリンクを保存", en: "keep the sign-in link")
    package static let signIn = Text(ja: "サインイン", en: "sign in")
    package static let lookAtSessions = Text(ja: "セッションを取得", en: "look up sessions")
    package static func noteSessionUse(_ id: Int64) -> Text { Text(ja: "セッション \(id) の使用を記録", en: "record the use of session \(id)") }
    package static func endSession(_ id: Int64) -> Text { Text(ja: "セッション \(id) を終了", en: "end session \(id)") }
    package static let lookAtAudit = Text(ja: "操作の記録を取得", en: "look up the audit")
    package static let noticeMarks = Text(ja: "通知の対象範囲を取得", en: "look up what is to be told of")
    package static let recordNotices = Text(ja: "通知を記録", en: "record what is to be told")
    package static let claimNotices = Text(ja: "送る通知を取得", en: "claim what is to be sent")
    package static func concludeNotice(_ id: Int64) -> Text { Text(ja: "通知 \(id) の結果を記録", en: "record what became of notice \(id)") }
    package static let lookAtNotices = Text(ja: "通知を取得", en: "look up notices")
    package static let noteRequest = Text(ja: "リクエストを記録", en: "record the request")
    package static let schedules = Text(ja: "スケジュールを取得", en: "look up the schedules")
    package static func fire(_ key: JobKey) -> Text { Text(ja: "\(key) の定期ジョブをキューに追加", en: "enqueue the scheduled job \(key)") }
}
