import YobanCore
import YobanTerminal

/// The words for what the table stores.
extension JobStatus {
    var word: Text {
        switch self {
        case .pending: Text(ja: "待機中", en: "pending")
        case .running: Text(ja: "実行中", en: "running")
        case .completed: Text(ja: "完了", en: "completed")
        case .failed: Text(ja: "失敗", en: "failed")
        case .stopped: Text(ja: "停止", en: "stopped")
        }
    }
}

extension Reason {
    var word: Text {
        switch self {
        case .ok: Text(ja: "正常終了", en: "ok")
        case .exit: Text(ja: "エラー終了", en: "exit code")
        case .signal: Text(ja: "シグナル", en: "signal")
        case .timeout: Text(ja: "タイムアウト", en: "timed out")
        case .stopped: Text(ja: "停止要求", en: "stopped")
        case .couldNotStart: Text(ja: "起動できず", en: "could not start")
        case .scriptMissing: Text(ja: "スクリプトなし", en: "script missing")
        case .denied: Text(ja: "実行不許可", en: "denied")
        case .lostHost: Text(ja: "ホスト喪失", en: "lost host")
        case .lostShim: Text(ja: "監視プロセス喪失", en: "lost shim")
        case .released: Text(ja: "開始前に返却", en: "released")
        }
    }
}

extension AttemptState {
    var word: Text {
        switch self {
        case .claimed: Text(ja: "開始中", en: "starting")
        case .running: Text(ja: "実行中", en: "running")
        case .ended: Text(ja: "終了", en: "ended")
        case .released: Text(ja: "開始前に返却", en: "released")
        }
    }
}

/// What a pending or running job is doing, for the progress column.
func situation(of job: Job, now: Instant) -> Text {
    switch job.status {
    case .pending:
        if job.hold == .time, let due = job.runAfter {
            let at = HumanTime.tableTime(due, now: now)
            return job.retryCount > 0
                ? Text(ja: "\(at) に再試行", en: "retry at \(at)") : Text(ja: "\(at) に開始予定", en: "due at \(at)")
        }
        return Text(ja: "空きスロット待ち", en: "waiting for a slot")
    case .running:
        let percentage = job.progress.percentage.map { "\($0)% " } ?? ""
        let message = job.progress.message ?? ""
        return job.stopRequested
            ? Text(ja: "停止処理中 \(percentage)\(message)", en: "stopping \(percentage)\(message)")
            : Text(ja: percentage + message, en: percentage + message)
    case .completed:
        return Text(ja: "", en: "")
    case .failed, .stopped:
        let percentage = job.progress.percentage.map { "\($0)% " } ?? ""
        let error = job.errorMessage ?? job.reason.map { said($0.word) } ?? ""
        return Text(ja: percentage + error, en: percentage + error)
    }
}
