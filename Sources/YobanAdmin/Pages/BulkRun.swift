import Hummingbird
import NIOCore
import YobanCore
import YobanOperations

/// An act on many jobs, told while it goes on.
struct BulkRun: Sendable {
    /// Between two words of how far it is.
    private static let portion = 20

    private let action: BulkAction
    /// What is done first stands first: what was queued first is queued first again.
    private let jobs: [Job]
    /// Takes an act back: only of jobs that nothing has happened to since.
    private let undoes: Bool
    private let visit: Visit
    private let wording: Wording

    init(_ action: BulkAction, on jobs: [Job], undoes: Bool, _ visit: Visit, _ wording: Wording) {
        self.action = action
        self.jobs = jobs.sorted { $0.id < $1.id }
        self.undoes = undoes
        self.visit = visit
        self.wording = wording
    }

    /// Does it, to its end also when nobody reads on: it was confirmed.
    @concurrent func write(to writer: inout any ResponseBodyWriter) async {
        var results: [(job: JobID, result: BulkResult)] = []
        var isRead = true
        var hasFailed = false
        var done = 0
        while done < jobs.count {
            let portion = jobs[done..<min(done + Self.portion, jobs.count)]
            if !hasFailed, let now = await unchanged(portion) {
                results += await visit.operations.act(action, on: now)
                hasFailed = results.contains { $0.result.isFailureOfStore }
            } else {
                hasFailed = true
                results += portion.map { ($0.id, .notTried) }
            }
            done += portion.count
            if isRead { isRead = await tell(done, to: &writer) }
        }
        guard isRead else { return }
        let html = Templates.shared.render("bulk-results", values(results), wording.language)
        try? await writer.write(ByteBuffer(string: html))
    }

    /// False when nobody reads it. The style shows the last of these lines only.
    @concurrent private func tell(_ done: Int, to writer: inout any ResponseBodyWriter) async -> Bool {
        let html = Templates.shared.render("bulk-progress", ["done": done, "count": jobs.count], wording.language)
        do {
            try await writer.write(ByteBuffer(string: html))
            return true
        } catch {
            return false
        }
    }

    /// Of what is taken back, those that still are as the act left them: looked at a moment before. Nil when the store can't be asked.
    private func unchanged(_ portion: ArraySlice<Job>) async -> [Job]? {
        guard undoes else { return Array(portion) }
        var filter = JobFilter()
        filter.ids = portion.map(\.id)
        filter.statuses = [action == .stop ? .pending : .stopped]
        filter.limit = portion.count
        return try? await visit.operations.jobs(filter)
    }

    private func values(_ results: [(job: JobID, result: BulkResult)]) -> [String: Any] {
        let undoable = results.compactMap { $0.result.undoable($0.job) }
        var values: [String: Any] = [
            "rows": results.map { id, result in ["id": "\(id)", "result": wording(result.text)] }, "count": results.count,
            "isLess": results.count < jobs.count, "left": jobs.count - results.count,
        ]
        guard !undoable.isEmpty else { return values }
        values["undo"] =
            [
                "action": (action == .stop ? BulkAction.retry : .stop).rawValue, "ids": undoable.map { "\($0)" }, "count": undoable.count,
                "isStop": action != .stop, "form": visit.formToken,
            ] as [String: Any]
        return values
    }
}

extension BulkResult {
    fileprivate var isFailureOfStore: Bool {
        switch self {
        case .refused(.store), .notTried: true
        default: false
        }
    }

    /// The job that waits, or waits no more, because of it.
    fileprivate func undoable(_ job: JobID) -> JobID? {
        switch self {
        case .retried, .stopped(.stoppedBeforeStart): job
        case .rerun(let new): new
        default: nil
        }
    }

    var text: Text {
        switch self {
        case .stopped(.requested): Text(ja: "停止を要求しました", en: "stop requested")
        case .stopped(.stoppedBeforeStart): Text(ja: "開始前に停止しました", en: "stopped before it started")
        case .stopped(.alreadyFinished): Text(ja: "すでに終了していました", en: "it had finished already")
        case .stopped(.unknown): Text(ja: "ありません", en: "it is gone")
        case .retried: Text(ja: "待ち行列に戻しました", en: "queued again")
        case .rerun(let id): Text(ja: "ジョブ \(id) を登録しました", en: "queued job \(id)")
        case .refused(let error): error.text
        case .notTried: Text(ja: "実行していません（途中で保存先が応答しなくなりました）", en: "not tried: the store failed before")
        }
    }
}
