import YobanCore
import YobanOperations
import YobanTerminal

/// Who works and at what, to say what a job waits for.
struct QueueState {
    /// Those whose process is there.
    let workers: [WorkerRecord]
    let running: [Job]

    init(_ session: Session) async throws {
        let now = session.now()
        workers = try await session.operations.workers().filter { $0.isThere(now: now) }
        var filter = JobFilter()
        filter.statuses = [.running]
        filter.limit = 100
        running = workers.isEmpty ? [] : try await session.operations.jobs(filter).reversed()
    }

    /// Whether all slots are taken.
    var isFull: Bool { running.count >= workers.reduce(0) { $0 + $1.slots } }

    /// What a job that could be taken waits for.
    func wait(now: Instant) -> Text {
        guard !workers.isEmpty else { return .noWorker }
        guard isFull else { return Text(ja: "まもなく開始", en: "about to start") }
        let shown = running.prefix(2).map { Self.holder($0, now: now) }
        let rest = running.count - shown.count
        let ja = shown.map(\.ja).joined(separator: "、") + (rest > 0 ? "、ほか\(rest)件" : "")
        let en = shown.map(\.en).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
        return running.count == 1
            ? Text(ja: "スロットは\(ja)が使用中", en: "slot taken by \(en)")
            : Text(ja: "全\(running.count)スロットが使用中: \(ja)", en: "all \(running.count) slots taken, by \(en)")
    }

    /// The same for a line that is redrawn: what moves.
    func briefWait(now: Instant) -> Text {
        guard !workers.isEmpty else { return Text(ja: "ワーカー待ち", en: "waiting for a worker") }
        guard isFull, running.count == 1, let percentage = running[0].progress.percentage else { return .slotWait }
        let left = running[0].remaining(now: now)
        return Text(
            ja: "待機中（ジョブ \(running[0].id) は \(percentage)%\(left.map { HumanTime.left($0, .japanese) } ?? "")）",
            en: "waiting; job \(running[0].id) is at \(percentage)%\(left.map { HumanTime.left($0, .english) } ?? "")")
    }

    /// `job 1286 (purchase-achievements, 71%, about 2m left)`
    private static func holder(_ job: Job, now: Instant) -> Text {
        let percentage = job.progress.percentage
        let left = job.remaining(now: now)
        return Text(
            ja: "ジョブ \(job.id)（\(job.label)\(percentage.map { "、\($0)%" } ?? "")\(left.map { HumanTime.left($0, .japanese) } ?? "")）",
            en: "job \(job.id) (\(job.label)\(percentage.map { ", \($0)%" } ?? "")\(left.map { HumanTime.left($0, .english) } ?? ""))")
    }
}

extension Text {
    static let slotWait = Text(ja: "空きスロット待ち", en: "waiting for a slot")
}

extension Job {
    /// The key; of a row that has none, the name.
    var label: String { key?.value ?? DisplayWidth.truncate(TerminalText.sanitised(name), to: 40) }

    /// What is left at the pace so far.
    func remaining(now: Instant) -> Duration? {
        startedAt.flatMap { ProgressBar.remaining(after: now - $0, percentage: progress.percentage) }
    }

    /// What the job is doing or waiting for, or how it ended. Empty when it completed.
    func situation(now: Instant) -> Text {
        let percentage = progress.percentage.map { "\($0)% " } ?? ""
        switch status {
        case .pending:
            guard hold == .time, let runAfter else { return .slotWait }
            let at = HumanTime.tableTime(runAfter, now: now)
            return retryCount > 0
                ? Text(ja: "\(at) に再試行", en: "retry at \(at)") : Text(ja: "\(at) に開始予定", en: "due at \(at)")
        case .running:
            let report = percentage + (progress.message ?? "")
            return stopRequested ? Text(ja: "停止処理中 \(report)", en: "stopping \(report)") : Text(ja: report, en: report)
        case .completed:
            return Text(ja: "", en: "")
        case .failed, .stopped:
            guard let errorMessage, !errorMessage.isEmpty else {
                let word = reason?.word ?? Text(ja: "", en: "")
                return Text(ja: percentage + word.ja, en: percentage + word.en)
            }
            return Text(ja: percentage + errorMessage, en: percentage + errorMessage)
        }
    }
}
