/// What a notice says to people, in one line.
package enum NoticeText {
    package static func failed(_ job: Job) -> Text {
        let why = (job.errorMessage ?? job.reason?.rawValue ?? "").shortened
        let attempts = job.attemptNumber
        return Text(
            ja: "失敗: \(job.name.onOneLine)（ジョブ \(job.id)、\(attempts) 回目の実行）\(why.isEmpty ? "" : ": \(why)")",
            en: "Failed: \(job.name.onOneLine) (job \(job.id), attempt \(attempts))\(why.isEmpty ? "" : ": \(why)")")
    }

    package static func recovered(_ job: Job) -> Text {
        Text(
            ja: "復旧: \(job.name.onOneLine)（ジョブ \(job.id)）が正常に完了しました",
            en: "Recovered: \(job.name.onOneLine) (job \(job.id)) completed")
    }

    package static func tooLong(_ job: Job, _ limit: Duration, now: Instant) -> Text {
        let minutes = (now - (job.startedAt ?? now)).inMilliseconds / 60_000
        let running = Units.spelled(.seconds(minutes * 60))
        return Text(
            ja: "長時間実行中: \(job.name.onOneLine)（ジョブ \(job.id)）は \(running) 実行中です（目安 \(Units.spelled(limit))）",
            en: "Too long: \(job.name.onOneLine) (job \(job.id)) has been running for \(running), longer than \(Units.spelled(limit))")
    }

    package static func missed(_ definition: JobDefinition, _ planned: Instant, job: Job?) -> Text {
        let name = definition.name.onOneLine
        let delay = Units.spelled(definition.missedAfter)
        let known = job.map { Text(ja: "（ジョブ \($0.id): \($0.status.rawValue)）", en: " (job \($0.id): \($0.status.rawValue))") }
        return Text(
            ja: "予定どおりに開始せず: \(name) \(planned.utcText) から \(delay) 以内に始まりませんでした\(known?.ja ?? "（ジョブなし）")",
            en: "Missed: \(name), planned for \(planned.utcText), was not started within \(delay)\(known?.en ?? " (there is no job)")")
    }
}
