import YobanCore
import YobanHTTP
import YobanOperations

extension Screen {
    /// Jobs that run now and are looked at for how long they do.
    private static let mostRunning = 500

    /// What somebody should look at, each with where to go.
    ///
    /// - Parameter isCurrent: also what goes on now, whenever it began.
    func attention(
        _ night: Night, _ recent: [JobKey: [Job]], isCurrent: Bool, _ view: View, _ visit: Visit
    ) async throws -> [[String: Any]] {
        let write = view.wording
        var list: [[String: Any]] = night.openFailures(recent).map { job in
            [
                "class": "failed", "mark": JobStatus.failed.mark, "title": job.key?.value ?? job.name, "detail": job.situation(write),
                "href": "/jobs/\(job.id)", "action": write(Text(ja: "ログを見る", en: "See the log")),
            ]
        }
        list += night.missed.map { missed in
            [
                "class": "failed", "mark": "◇", "title": missed.key.value,
                "detail": write(Text(ja: "予定どおりに登録されませんでした", en: "was not queued when it was planned")), "time": write.time(missed.at),
                "href": "/definitions/\(missed.key)", "action": write(Text(ja: "いま登録する", en: "Queue it now")),
            ]
        }
        guard isCurrent else { return list }
        var running = JobFilter()
        running.statuses = [.running]
        running.limit = Self.mostRunning
        for job in try await visit.operations.jobs(running).reversed() {
            guard let limit = visit.operations.catalogue.definition(of: job)?.tooLong, let took = job.took(now: write.now), took > limit
            else { continue }
            list.append([
                "class": "running", "mark": "⏱", "title": job.key?.value ?? job.name,
                "detail": write(
                    Text(
                        ja: "\(write.duration(took)) 実行中（目安 \(write.duration(limit))）",
                        en: "has run for \(write.duration(took)), longer than \(write.duration(limit))")),
                "href": "/jobs/\(job.id)", "action": write(Text(ja: "見る", en: "Look")),
            ])
        }
        let workers = try await visit.operations.workers()
        for worker in workers where worker.state == .silent {
            list.append([
                "class": "failed", "mark": "○", "title": worker.record.host,
                "detail": write(Text(ja: "ワーカーの応答がありません", en: "its worker is not heard of")), "time": write.time(worker.record.seenAt),
                "href": "/workers", "action": write(Text(ja: "ワーカーへ", en: "Workers")),
            ])
        }
        if !workers.contains(where: \.state.isThere), try await hasPending(visit) {
            list.append([
                "class": "failed", "mark": "○", "title": write(Text(ja: "ワーカーが動いていません", en: "No worker runs")),
                "detail": write(Text(ja: "待機中のジョブがあります。起動してください: yoban serve", en: "Jobs are waiting. Start one: yoban serve")),
                "href": "/workers", "action": write(Text(ja: "ワーカーへ", en: "Workers")),
            ])
        }
        for pause in try await visit.operations.pausedQueues() {
            list.append([
                "class": "stopped", "mark": "⏸",
                "title": write(Text(ja: "キュー \(pause.queue) は一時停止中", en: "The queue \(pause.queue) is paused")),
                "detail": "\(pause.by) \(pause.reason)", "time": write.time(pause.at), "href": "/workers",
                "action": write(Text(ja: "キューへ", en: "Queues")),
            ])
        }
        return list
    }

    private func hasPending(_ visit: Visit) async throws -> Bool {
        var pending = JobFilter()
        pending.statuses = [.pending]
        pending.limit = 1
        return try await !visit.operations.jobs(pending).isEmpty
    }
}
