import YobanCore

extension WorkerEvent {
    /// Workers that go away and come back.
    var lossText: Text {
        switch self {
        case .draining(true, let running):
            let ids = running.isEmpty ? "-" : running.map(\.description).joined(separator: ", ")
            return Text(
                ja: "新しいジョブの取得を止めました（ドレイン）。実行中のジョブは続きます - ジョブID: \(ids)",
                en: "taking no new jobs (draining); running jobs go on - job: \(ids)")
        case .draining(false, _): return Text(ja: "ジョブの取得を再開しました", en: "taking jobs again")
        case .retired(let worker):
            return Text(
                ja: "このワーカーは失われたものとして扱われていました。登録し直して続けます - ワーカーID: \(worker)",
                en: "this worker had been given up for lost; registered anew, going on - worker: \(worker)")
        case .workerLost(let worker):
            return Text(
                ja: "ワーカーを失われたものとし、そのジョブを引き取ります - ワーカーID: \(worker.id), ホスト: \(worker.host), 最後の連絡: \(worker.seenAt.utcText)",
                en:
                    "worker given up for lost, taking over its jobs - worker: \(worker.id), host: \(worker.host), last heard of: \(worker.seenAt.utcText)"
            )
        case .jobTaken(let job, .retry(let at)):
            return Text(
                ja: "失われたホストのジョブを再試行します - ジョブID: \(job.id), 次回: \(at.utcText)",
                en: "job of a lost host will be retried - job: \(job.id), not before: \(at.utcText)")
        case .jobTaken(let job, _):
            return Text(
                ja: "失われたホストのジョブを失敗としました（再実行は許可されていません） - ジョブID: \(job.id)",
                en: "job of a lost host failed; it may not be tried again - job: \(job.id)")
        default: return Text(ja: "", en: "")
        }
    }
}
