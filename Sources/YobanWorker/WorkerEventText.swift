package import YobanCore

extension WorkerEvent {
    /// The seed's level names.
    package var level: SeedLogLine.Level {
        switch self {
        case .failed, .cannotStart, .storeFailed, .awaitingStore, .trouble, .reloadRefused: .error
        case .interface(_, let isError): isError ? .error : .info
        case .output(_, .standardError, _, let failed): failed ? .error : .warning
        case .stopped, .retrying, .released, .survivors, .claimLost, .orphanEnded, .ending, .retired, .workerLost, .jobTaken: .warning
        default: .info
        }
    }

    /// What stands in the worker's log. The Japanese words are the ones that the seed's operators grep for.
    package var text: Text {
        switch self {
        case .started, .stopping, .ended, .storeFailed, .storeBack, .awaitingStore, .scheduling, .schedulingEnded, .interface, .trouble,
            .reloaded, .reloadRefused:
            ownText
        case .draining, .retired, .workerLost, .jobTaken: lossText
        default: jobText
        }
    }

    private var ownText: Text {
        switch self {
        case .started(let worker, let slots, let store):
            return Text(
                ja: "ワーカーを開始しました - ワーカーID: \(worker), スロット数: \(slots), ストア: \(store)",
                en: "worker started - worker: \(worker), slots: \(slots), store: \(store)")
        case .stopping(let running):
            guard !running.isEmpty else { return Text(ja: "ワーカーを停止します", en: "worker stopping") }
            let ids = running.map(\.description).joined(separator: ", ")
            return Text(
                ja: "ワーカーを停止します。実行中のジョブはそのまま続きます - ジョブID: \(ids)",
                en: "worker stopping; running jobs go on - job: \(ids)")
        case .storeFailed(let error): return error.text
        case .storeBack: return Text(ja: "ストアが再び使えるようになりました", en: "the store answers again")
        case .awaitingStore(let error):
            return Text(
                ja: "ストアが使えるようになるまで待ちます - \(error.text.ja)", en: "waiting until the store can be used - \(error.text.en)")
        case .scheduling(let store):
            return Text(ja: "スケジューラーを開始しました - ストア: \(store)", en: "scheduler started - store: \(store)")
        case .schedulingEnded: return Text(ja: "スケジューラーを終了しました", en: "scheduler ended")
        case .interface(let text, _), .trouble(let text): return text
        case .reloaded(let count): return Text(ja: "カタログを読み直しました - 定義: \(count) 件", en: "catalogue reloaded - definitions: \(count)")
        case .reloadRefused(let problems):
            return Text(
                ja: "カタログに誤りがあるため、前の内容のまま続けます。\n" + problems.map(\.ja).joined(separator: "\n"),
                en: "the catalogue has errors; going on with the one before\n" + problems.map(\.en).joined(separator: "\n"))
        default: return Text(ja: "ワーカーを終了しました", en: "worker ended")
        }
    }

    private var jobText: Text {
        switch self {
        case .claimed(let job):
            return Text(
                ja: "ジョブを取得しました - ジョブID: \(job.id), ジョブ名: \(job.name.shortened), 優先度: \(job.priority)",
                en: "job claimed - job: \(job.id), name: \(job.name.shortened), priority: \(job.priority)")
        case .running(let job, let pid):
            return Text(
                ja: "ジョブの実行を開始しました - ジョブID: \(job.id), 試行: \(job.attemptNumber), PID: \(pid), スクリプト: \(job.scriptPath)",
                en: "job started - job: \(job.id), attempt: \(job.attemptNumber), pid: \(pid), script: \(job.scriptPath)")
        case .adopted(let job):
            return Text(ja: "実行中のジョブを引き継ぎました - ジョブID: \(job.id)", en: "running job adopted - job: \(job.id)")
        case .output(let id, let stream, let line, _):
            let ja = stream == .standardOutput ? "ジョブの標準出力" : "ジョブの標準エラー出力"
            let en = stream == .standardOutput ? "standard output of the job" : "standard error of the job"
            return Text(ja: "\(ja) - ジョブID: \(id): \(line)", en: "\(en) - job: \(id): \(line)")
        case .completed(let job, _, let took):
            return Text(ja: "ジョブが完了しました - ジョブID: \(job.id)（\(seconds(took))秒）", en: "job completed - job: \(job.id) (\(seconds(took)) s)")
        case .failed(let job, let outcome, let took):
            let timeout = outcome.reason == .timeout ? Text(ja: "タイムアウト: ", en: "timeout: ") : Text(ja: "", en: "")
            return Text(
                ja: "ジョブの実行に失敗しました - ジョブID: \(job.id), \(timeout.ja)\(outcome.message)（\(seconds(took))秒）",
                en: "job failed - job: \(job.id), \(timeout.en)\(outcome.message) (\(seconds(took)) s)")
        case .stopped(let job, _, let took):
            return Text(ja: "ジョブを停止しました - ジョブID: \(job.id)（\(seconds(took))秒）", en: "job stopped - job: \(job.id) (\(seconds(took)) s)")
        case .retrying(let job, let failures, let at):
            return Text(
                ja: "ジョブを再試行します - ジョブID: \(job.id), 失敗 \(failures)/\(job.maxRetries + 1) 回, 次回: \(at.utcText)",
                en: "job will be retried - job: \(job.id), failures: \(failures)/\(job.maxRetries + 1), not before: \(at.utcText)")
        case .released(let job):
            return Text(ja: "開始前だったジョブをキューに戻しました - ジョブID: \(job.id)", en: "job never started, given back - job: \(job.id)")
        case .ending(let job, let why, let grace):
            let signals = Text(ja: "SIGTERM → \(seconds(grace))秒 → SIGKILL", en: "SIGTERM, then SIGKILL after \(seconds(grace)) s")
            return Text(ja: "\(why.text.ja) - ジョブID: \(job.id), \(signals.ja)", en: "\(why.text.en) - job: \(job.id), \(signals.en)")
        case .cannotStart(let job, let why):
            return Text(ja: "ジョブを開始できません - ジョブID: \(job.id), \(why.ja)", en: "cannot start a job - job: \(job.id), \(why.en)")
        case .survivors(let id, let names, let left):
            let list = names.joined(separator: ", ")
            return left == 0
                ? Text(
                    ja: "本体の終了後に残っていたプロセスを終了しました - ジョブID: \(id), \(list)",
                    en: "ended processes that outlived the job's main one - job: \(id), \(list)")
                : Text(
                    ja: "終了できないプロセスが \(left) 個残っています - ジョブID: \(id), \(list)",
                    en: "\(left) processes could not be ended - job: \(id), \(list)")
        case .claimLost(let job):
            return Text(
                ja: "ジョブの行が他で変更または削除されたため、この実行の結果は記録しません - ジョブID: \(job.id)",
                en: "the job's row was changed or removed, the run's result is not recorded - job: \(job.id)")
        case .orphanEnded(let attempt):
            return Text(
                ja: "対応するジョブの行がない実行を終了しました - 試行: \(attempt)",
                en: "ended a run that no row of the store belongs to - attempt: \(attempt)")
        case .moved(let job, let placement):
            return Text(
                ja: "ジョブを定義どおりのキューに移しました - ジョブID: \(job.id), キュー: \(placement.queue.onOneLine)",
                en: "job moved to where its definition wants it - job: \(job.id), queue: \(placement.queue.onOneLine)")
        case .lateResult(let job):
            return Text(
                ja: "失われたとされていたジョブの結果を記録しました - ジョブID: \(job.id)",
                en: "the result of a job that had been given up for lost was recorded - job: \(job.id)")
        case .schedule(let key, let enqueued):
            return Text(
                ja: "スケジュールによりキューに追加しました - ジョブID: \(enqueued.id), キー: \(key)",
                en: "queued by schedule - job: \(enqueued.id), key: \(key)")
        default: return ownText
        }
    }

    private func seconds(_ duration: Duration) -> String {
        let tenths = (duration.inMilliseconds + 50) / 100
        return "\(tenths / 10).\(tenths % 10)"
    }
}

extension WorkerEvent.Ending {
    var text: Text {
        switch self {
        case .requested: Text(ja: "停止要求を受け付けました", en: "stop requested")
        case .notOurs: Text(ja: "ジョブの行が他で変更または削除されたため、実行を終了します", en: "the job's row was changed or removed, ending its run")
        case .workerEnds: Text(ja: "ワーカーの終了に合わせてジョブを停止します", en: "the worker ends and stops its jobs")
        }
    }
}
