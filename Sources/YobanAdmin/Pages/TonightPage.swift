import Hummingbird
import YobanCore
import YobanHTTP
import YobanOperations

/// The home: did the night go well, does it still go, what is to be done.
extension Screen {
    /// Jobs of each definition that tell what is usual.
    private static let looksBack = 20
    private static let mostInTable = 300

    func addTonight(to routes: inout Routes) {
        page("/", in: &routes) { view, visit in
            let write = view.wording
            let current = NightWindow(around: write.now, in: write.zone)
            let window = view.query("night").flatMap(WallClock.date).map { NightWindow($0, in: write.zone) } ?? current
            let night = try await visit.operations.night(from: window.start, until: window.end, in: write.zone)
            let isCurrent = window.date == current.date
            let recent = try await visit.operations.newest(of: night.keys, each: Self.looksBack)
            let usual = recent.compactMapValues { UsualRun($0, in: window, write.zone) }
            var values: [String: Any] = [
                "date": window.date.text, "from": write.time(window.start), "to": write.time(window.end),
                "before": window.moved(by: -1).text, "verdict": Self.verdict(night, recent, write), "isCut": !night.isComplete,
                "rows": night.jobs.suffix(Self.mostInTable).reversed().map { $0.row(write) },
                "isEmpty": night.jobs.isEmpty && night.planned.isEmpty && night.missed.isEmpty,
                "hasJobs": !night.jobs.isEmpty,
            ]
            if !isCurrent { values["after"] = window.moved(by: 1).text }
            if night.jobs.count > Self.mostInTable {
                values["moreJobs"] =
                    [
                        "count": night.jobs.count - Self.mostInTable, "href": "/jobs?q=since:\(window.date.text)T18:00",
                    ] as [String: Any]
            }
            values["gantt"] = GanttPicture(night, usual: usual, write)?.values
            let attention = try await self.attention(night, isCurrent: isCurrent, view, visit)
            values["attention"] = attention
            values["isCalm"] = attention.isEmpty && !night.jobs.isEmpty
            return Page("tonight", Text(ja: "今夜", en: "Tonight"), at: .tonight, values)
        }
    }

    /// `23 件中 21 完了 · 1 実行中 · 1 失敗 · 見込み終了 03:42`
    private static func verdict(_ night: Night, _ recent: [JobKey: [Job]], _ write: Wording) -> [[String: Any]] {
        let all = night.jobs.count + night.planned.count
        var parts: [[String: Any]] = [
            ["text": write(Text(ja: "全 \(all) 件", en: "\(all) in all")), "class": "all"]
        ]
        for status in [JobStatus.completed, .running, .pending, .failed, .stopped] {
            let count = night.count(status)
            guard count > 0 || status == .completed else { continue }
            parts.append(["text": "\(count) \(write(status.word))", "class": status.rawValue, "mark": status.mark])
        }
        if !night.missed.isEmpty {
            parts.append([
                "text": write(Text(ja: "\(night.missed.count) 未実行", en: "\(night.missed.count) missed")), "class": "failed", "mark": "◇",
            ])
        }
        if !night.planned.isEmpty {
            parts.append([
                "text": write(Text(ja: "\(night.planned.count) 予定", en: "\(night.planned.count) to come")), "class": "planned", "mark": "◇",
            ])
        }
        let ends = night.jobs.filter { $0.status == .running }.map { job in
            job.expectedEnd(now: write.now, others: job.key.flatMap { recent[$0] } ?? [])
        }
        // Only where all that runs can be foreseen.
        let known = ends.compactMap { $0 }
        if let last = known.max(), known.count == ends.count {
            let at = write.clock(last)
            parts.append(["text": write(Text(ja: "見込み終了 \(at)", en: "ends about \(at)")), "class": "all"])
        }
        return parts
    }

    /// What somebody should look at, each with where to go.
    private func attention(_ night: Night, isCurrent: Bool, _ view: View, _ visit: Visit) async throws -> [[String: Any]] {
        let write = view.wording
        var list: [[String: Any]] = night.openFailures.map { job in
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
        for job in night.jobs where job.status == .running {
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
        if night.jobs.contains(where: { $0.status == .pending }), !workers.contains(where: \.state.isThere) {
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
}
