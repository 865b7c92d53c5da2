import YobanCore
import YobanOperations
import YobanTerminal

/// Who works and at what, to say what a job waits for.
struct QueueState {
    /// Those whose process is there, as far as can be told.
    let workers: [WorkerRecord]
    let running: [Job]
    let pauses: [QueuePause]

    init(_ session: Session) async throws {
        pauses = try await session.operations.pausedQueues()
        workers = try await session.operations.workers().filter(\.state.isThere).map(\.record)
        var filter = JobFilter()
        filter.statuses = [.running]
        filter.limit = 100
        running = workers.isEmpty ? [] : try await session.operations.jobs(filter).reversed()
    }

    /// Why a pending job does not run.
    enum Obstacle {
        case time
        case paused(QueuePause)
        /// As many jobs of its concurrency key run as may.
        case key(String, holders: [Job])
        case noWorker
        case noTaker(queue: String)
        /// All that would take it take no new job.
        case draining
        case slots([Job])
        /// It is just about to begin.
        case none

        /// The jobs that stand in the way.
        var holders: [Job] {
            switch self {
            case .key(_, let holders), .slots(let holders): holders
            case .time, .paused, .noWorker, .noTaker, .draining, .none: []
            }
        }
    }

    func obstacle(of job: Job) -> Obstacle {
        if job.hold != .time, let pause = pauses.first(where: { $0.holds(job.queue) }) { return .paused(pause) }
        switch job.hold {
        case .time: return .time
        case .key:
            let name = job.concurrency?.name ?? ""
            return .key(name, holders: running.filter { $0.concurrency?.name == name })
        case nil: break
        }
        guard !workers.isEmpty else { return .noWorker }
        let takers = workers.filter { $0.takes(job.queue) }
        guard !takers.isEmpty else { return .noTaker(queue: job.queue) }
        let open = takers.filter { !$0.isDraining }
        guard !open.isEmpty else { return .draining }
        let ids = Set(open.map(\.id))
        let taken = running.filter { $0.worker.map(ids.contains) ?? false }
        return taken.count >= open.reduce(0) { $0 + $1.slots } ? .slots(taken) : .none
    }

    /// What a pending job waits for.
    func wait(of job: Job, now: Instant) -> Text {
        switch obstacle(of: job) {
        case .time: job.situation(now: now)
        case .paused(let pause): .paused(pause, now: now)
        case .key(let name, let holders): Self.wait(forKey: name, holders, now: now)
        case .noWorker: .noWorker
        case .noTaker(let queue): .noTaker(of: queue)
        case .draining: .allDraining
        case .slots(let holders): Self.wait(forSlots: holders, now: now)
        case .none: Text(ja: "まもなく開始", en: "about to start")
        }
    }

    /// The same for a line that is redrawn: what moves.
    func briefWait(of job: Job, now: Instant) -> Text {
        switch obstacle(of: job) {
        case .time, .key: return job.situation(now: now)
        case .paused: return .queuePaused
        case .noWorker, .noTaker, .draining: return Text(ja: "ワーカー待ち", en: "waiting for a worker")
        case .none: return .slotWait
        case .slots(let holders):
            guard holders.count == 1, let percentage = holders[0].progress.percentage else { return .slotWait }
            let left = holders[0].remaining(now: now)
            return Text(
                ja: "待機中（ジョブ \(holders[0].id) は \(percentage)%\(left.map { HumanTime.left($0, .japanese) } ?? "")）",
                en: "waiting; job \(holders[0].id) is at \(percentage)%\(left.map { HumanTime.left($0, .english) } ?? "")")
        }
    }

    private static func wait(forSlots holders: [Job], now: Instant) -> Text {
        let all = names(holders, now: now)
        return holders.count == 1
            ? Text(ja: "スロットは\(all.ja)が使用中", en: "slot taken by \(all.en)")
            : Text(ja: "全\(holders.count)スロットが使用中: \(all.ja)", en: "all \(holders.count) slots taken, by \(all.en)")
    }

    private static func wait(forKey name: String, _ holders: [Job], now: Instant) -> Text {
        let key = TerminalText.sanitised(name.shortened)
        let all = names(holders, now: now)
        return holders.isEmpty
            ? Text(ja: "同時実行キー \(key) の空きを待っています", en: "waits for a place of the key \(key)")
            : Text(ja: "同時実行キー \(key) の空きを待っています（使用中: \(all.ja)）", en: "waits for a place of the key \(key), taken by \(all.en)")
    }

    private static func names(_ holders: [Job], now: Instant) -> Text {
        let shown = holders.prefix(2).map { holder($0, now: now) }
        let rest = holders.count - shown.count
        return Text(
            ja: shown.map(\.ja).joined(separator: "、") + (rest > 0 ? "、ほか\(rest)件" : ""),
            en: shown.map(\.en).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : ""))
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
