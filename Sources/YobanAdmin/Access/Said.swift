import YobanCore

/// What a page says of the act that led to it. In the address, so only these words can stand there.
enum Said: String {
    case stopping, stopped, finished, retried, rerun, queued, existing, drained, undrained, paused, resumed, changed, ended,
        revoked
    case signedOut = "signed-out"

    var text: Text {
        switch self {
        case .stopping:
            Text(ja: "停止を要求しました。SIGTERM を送り、猶予のあと SIGKILL で終了させます", en: "A stop was requested: SIGTERM, then SIGKILL after the grace")
        case .stopped: Text(ja: "開始前に停止しました", en: "Stopped before it started")
        case .finished: Text(ja: "すでに終了していました。何もしていません", en: "It had finished already; nothing was done")
        case .retried: Text(ja: "もう一度実行します（同じ番号の新しい試行）", en: "Queued again: the same job, a new attempt")
        case .rerun: Text(ja: "同じ内容の新しいジョブを登録しました", en: "Queued a new job like the other one")
        case .queued: Text(ja: "ジョブを登録しました", en: "Queued")
        case .existing: Text(ja: "同じ一意キーのジョブが終わっていません。新しくは登録していません", en: "A job with this unique key is not finished yet; none was queued")
        case .drained: Text(ja: "このワーカーは新しいジョブを受け取りません", en: "This worker takes no new job")
        case .undrained: Text(ja: "このワーカーはジョブを受け取ります", en: "This worker takes jobs again")
        case .paused: Text(ja: "キューを一時停止しました", en: "The queue is paused")
        case .resumed: Text(ja: "キューを再開しました", en: "The queue goes on")
        case .changed: Text(ja: "変更しました", en: "Changed")
        case .ended: Text(ja: "セッションを終了しました", en: "The session is ended")
        case .revoked: Text(ja: "トークンを失効させました", en: "The token is revoked")
        case .signedOut: Text(ja: "サインアウトしました", en: "Signed out")
        }
    }
}
