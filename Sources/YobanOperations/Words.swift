package import YobanCore

/// The words for what the table stores.
extension JobStatus {
    package var word: Text {
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
    package var word: Text {
        switch self {
        case .ok: Text(ja: "正常終了", en: "ok")
        case .exit: Text(ja: "失敗", en: "failed")
        case .signal: Text(ja: "シグナル", en: "signal")
        case .timeout: Text(ja: "タイムアウト", en: "timed out")
        case .stopped: Text(ja: "停止要求", en: "stopped")
        case .couldNotStart: Text(ja: "起動できず", en: "could not start")
        case .scriptMissing: Text(ja: "スクリプトなし", en: "script missing")
        case .denied: Text(ja: "実行不許可", en: "denied")
        case .leaseLost: Text(ja: "リース切れ", en: "lease lost")
        case .lostHost: Text(ja: "ホスト喪失", en: "lost host")
        case .lostShim: Text(ja: "監視プロセス喪失", en: "lost shim")
        case .released: Text(ja: "開始前に返却", en: "released")
        }
    }
}

extension AttemptState {
    package var word: Text {
        switch self {
        case .claimed: Text(ja: "開始中", en: "starting")
        case .running: Text(ja: "実行中", en: "running")
        case .ended: Text(ja: "終了", en: "ended")
        case .released: Text(ja: "開始前に返却", en: "released")
        }
    }
}

extension WorkerState {
    package var word: Text {
        switch self {
        case .live: Text(ja: "稼働中", en: "live")
        case .draining: Text(ja: "受付停止", en: "draining")
        case .silent: Text(ja: "応答なし", en: "silent")
        case .lost: Text(ja: "喪失", en: "lost")
        }
    }
}
