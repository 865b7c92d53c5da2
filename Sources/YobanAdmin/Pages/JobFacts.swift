import YobanCore
import YobanOperations

/// What a job is, line by line.
struct JobFacts {
    let job: Job
    let definition: JobDefinition?

    func rows(_ write: Wording) -> [[String: Any]] {
        var rows: [[String: Any]] = []
        func add(_ ja: String, _ en: String, _ value: String?, isCode: Bool = false) {
            guard let value, !value.isEmpty else { return }
            rows.append(["name": write(Text(ja: ja, en: en)), "value": value, "isCode": isCode])
        }
        func add(_ ja: String, _ en: String, at instant: Instant?) {
            guard let time = write.time(orNil: instant) else { return }
            rows.append(["name": write(Text(ja: ja, en: en)), "time": time])
        }
        add("名前", "Name", job.name)
        add("コマンド", "Command", definition.map { $0.command.joined(separator: " ") } ?? job.scriptPath, isCode: true)
        add("作業フォルダー", "Working directory", definition?.workingDirectory, isCode: true)
        add("実行ユーザー", "User", definition?.user)
        // Their values may be secrets.
        add("環境変数", "Environment", definition.map { $0.environment.keys.sorted().joined(separator: " ") }, isCode: true)
        for (name, value) in job.parameters.sorted(by: { $0.key < $1.key }) {
            rows.append(["name": name, "value": value, "isCode": true])
        }
        if job.hasUnreadableParameters { add("パラメータ", "Parameters", write(Text(ja: "読めません", en: "can't be read"))) }
        add("キュー", "Queue", job.queue)
        add("同時実行キー", "Concurrency key", job.concurrency.map { "\($0.name) (\($0.limit))" })
        add("優先度", "Priority", "\(job.priority)")
        add("試行", "Tries", "\(job.attemptNumber)/\(job.maxRetries + 1)")
        add("タイムアウト", "Timeout", (job.timeoutSeconds.map { .seconds($0) } ?? definition?.timeout).map { write.duration($0) })
        add("一意キー", "Unique key", job.uniqueKey, isCode: true)
        add("登録者", "Queued by", job.submittedBy)
        add("登録", "Created", at: job.createdAt)
        add("開始予定", "Not before", at: job.runAfter)
        add("開始", "Started", at: job.startedAt)
        add("終了", "Ended", at: job.completedAt)
        add("待ち時間", "Waited", job.waitBeforeRun.map { write.duration($0) })
        add("トレース", "Trace", job.trace.map { "\($0)" }, isCode: true)
        return rows
    }
}

extension Attempt {
    /// One row of a job's attempts.
    func row(_ write: Wording, isChosen: Bool) -> [String: Any] {
        var values: [String: Any] = [
            "number": number, "isChosen": isChosen, "host": host, "worker": worker.value, "state": write(state.word),
            "claimed": write.time(claimedAt),
        ]
        values["started"] = write.time(orNil: startedAt)
        values["ended"] = write.time(orNil: endedAt)
        if let startedAt { values["took"] = write.duration(max((endedAt ?? write.now) - startedAt, .zero)) }
        guard let outcome else { return values }
        values["state"] = write(outcome.reason.word)
        values["isBad"] = outcome.reason != .ok
        values["message"] = outcome.message
        values["exit"] = outcome.exitCode.map { "\($0)" } ?? outcome.signal.map { "SIG\($0)" }
        let used = outcome.resources
        values["cpu"] = write.duration(.milliseconds(used.userMilliseconds + used.systemMilliseconds))
        if used.peakMemoryBytes > 0 { values["memory"] = write.size(used.peakMemoryBytes) }
        values["output"] = write.size(used.outputBytes)
        if used.droppedBytes > 0 { values["dropped"] = write.size(used.droppedBytes) }
        values["survivors"] = outcome.survivors
        values["hasSurvivors"] = !outcome.survivors.isEmpty
        values["left"] = outcome.processesLeft > 0 ? "\(outcome.processesLeft)" : nil
        return values
    }
}
