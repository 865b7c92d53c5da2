import YobanCore
import YobanTerminal

/// Puts into lines what became of one job between two looks.
struct JobNews {
    /// With several jobs every line names its job.
    let isAlone: Bool
    /// Follows the output of a job that is watched alone.
    private var tail: LogTail?
    private var last: Job?
    /// How many failures have been told of.
    private var failuresSaid: Int?
    /// The jobs that it was last said to wait for.
    private var holders: [JobID] = []
    /// The pause of its queue that was last told of.
    private var pause: QueuePause?
    /// Since when the job has waited, nil while it runs.
    private(set) var waitingSince: Instant?

    init(isAlone: Bool, _ session: Session) {
        self.isAlone = isAlone
        tail = isAlone ? LogTail(LogSource(session)) : nil
    }

    /// Whether `lines` has a use for the job's attempts.
    func wantsAttempts(of job: Job) -> Bool { job.attemptNumber > 0 && (isAlone || job.attemptNumber != last?.attemptNumber) }

    /// In the order in which it happened: a start, the output, an end.
    mutating func lines(of job: Job, attempts: [Attempt], queue: QueueState, now: Instant) async throws -> [StyledText] {
        let before = last
        last = job
        waitingSince = job.status == .pending ? waitingSince ?? (job.attemptNumber == 0 ? job.createdAt : now) : nil
        var lines: [StyledText] = []
        func add(_ text: Text, _ tint: Tint = .plain) {
            lines.append(StyledText(isAlone ? "" : "\(job.label) (\(job.id)): ") + StyledText(said(text), tint))
        }
        // Of a job that is first seen now, only what it does now is news.
        let seen = before?.attemptNumber ?? job.attemptNumber - 1
        failuresSaid = min(failuresSaid ?? (job.status == .pending ? job.retryCount - 1 : job.retryCount), job.retryCount)
        for attempt in attempts where attempt.number > seen {
            lines += try await tail?.rest() ?? []
            if let failed = attempts.last(where: { $0.number < attempt.number }), failuresSaid ?? 0 < job.retryCount {
                // It has failed and begun again since the last look.
                let error = failed.outcome?.message ?? ""
                add(Text(ja: "失敗しました（\(error)）。再試行します", en: "Failed (\(error)); trying again."), .yellow)
                failuresSaid? += 1
            }
            add(started(attempt, job))
            lines += try await tail?.newLines(of: attempt) ?? []
        }
        if let attempt = attempts.last, attempt.number <= seen { lines += try await tail?.newLines(of: attempt) ?? [] }
        if job.status == .pending, failuresSaid ?? 0 < job.retryCount {
            add(retry(job), .yellow)
            failuresSaid = job.retryCount
        }
        if isAlone, job.status == .pending { waiting(job, queue, now: now).map { add($0) } }
        if job.status == .running, job.stopRequested, before?.stopRequested == false {
            add(Text(ja: "停止を要求されました", en: "A stop was requested."), .yellow)
        }
        if job.status.isFinished, before?.status.isFinished != true { add(ending(job), Style.tint(for: job.status)) }
        return lines
    }

    /// What the job waits for, when that is news.
    private mutating func waiting(_ job: Job, _ queue: QueueState, now: Instant) -> Text? {
        if job.hold == .time {
            // A retry has been announced by now.
            guard holders != [job.id], job.retryCount == 0 else { return nil }
            holders = [job.id]
            let what = job.situation(now: now)
            return Text(ja: "待機しています: \(what.ja)", en: "Waiting: \(what.en).")
        }
        if case .paused(let pause) = queue.obstacle(of: job) {
            guard self.pause != pause else { return nil }
            self.pause = pause
            let what = queue.wait(of: job, now: now)
            return Text(ja: "待機しています: \(what.ja)", en: "Waiting: \(what.en)")
        }
        let inTheWay = queue.obstacle(of: job).holders.map(\.id)
        guard !inTheWay.isEmpty, holders != inTheWay else { return nil }
        holders = inTheWay
        let what = queue.wait(of: job, now: now)
        return Text(ja: "待機しています: \(what.ja)", en: "Waiting: \(what.en).")
    }

    private func started(_ attempt: Attempt, _ job: Job) -> Text {
        guard attempt.number == 1 else {
            return Text(
                ja: "\(attempt.host) で開始しました（試行 \(attempt.number)）", en: "Started on \(attempt.host), attempt \(attempt.number).")
        }
        let waited = max((attempt.startedAt ?? attempt.claimedAt) - job.createdAt, .zero)
        return Text(
            ja: "\(attempt.host) で開始しました（試行 1、待ち時間 \(HumanTime.duration(waited, .japanese))）",
            en: "Started on \(attempt.host), attempt 1, after \(HumanTime.duration(waited, .english)).")
    }

    private func retry(_ job: Job) -> Text {
        let error = job.errorMessage ?? ""
        let at = job.runAfter.map { HumanTime.clock($0) } ?? "-"
        return Text(
            ja: "失敗しました（\(error)）。\(at) に再試行します（\(job.retryCount)/\(job.maxRetries)）",
            en: "Failed (\(error)); retry \(job.retryCount) of \(job.maxRetries) at \(at).")
    }

    private func ending(_ job: Job) -> Text {
        let took = job.startedAt.flatMap { start in job.completedAt.map { max($0 - start, .zero) } }
        let ja = took.map { "（\(HumanTime.duration($0, .japanese))）" } ?? ""
        let en = took.map { HumanTime.duration($0, .english) }
        return switch job.status {
        case .completed: Text(ja: "完了しました\(ja)", en: en.map { "Completed in \($0)." } ?? "Completed.")
        case .stopped:
            Text(ja: took == nil ? "開始前に停止しました" : "停止しました\(ja)", en: en.map { "Stopped after \($0)." } ?? "Stopped before it started.")
        default: job.failureText(after: took, withHints: isAlone)
        }
    }
}

extension Job {
    /// Why it failed, and what can be done.
    func failureText(after took: Duration?, withHints: Bool = true) -> Text {
        let error = errorMessage.map { $0.isEmpty ? "" : ": " + $0 } ?? ""
        let ja = took.map { "（\(HumanTime.duration($0, .japanese))）" } ?? ""
        let en = took.map { " after \(HumanTime.duration($0, .english))" } ?? ""
        let what = Text(ja: "失敗しました\(ja)\(error)", en: "Failed\(en)\(error)")
        guard withHints else { return what }
        return Text(
            ja: "\(what.ja)  ログ: yoban logs \(id)  再実行: yoban retry \(id)",
            en: "\(what.en)  Its log: yoban logs \(id)  Again: yoban retry \(id)")
    }
}
