import Hummingbird
import YobanCore
import YobanHTTP
import YobanOperations

/// The same act on many jobs: first what would happen, then the act.
extension Screen {
    /// Of more the count is typed.
    private static let mostUntyped = 100

    func addBulk(to routes: inout Routes) {
        form("/jobs/bulk", in: &routes) { view, visit, form in
            let write = view.wording
            guard let action = form["action"].flatMap(BulkAction.init(rawValue:)) else { throw HTTPProblem.unreadableForm }
            let jobs = try await visit.operations.jobsInBulk(try Self.filter(form, write))
            let count = "\(jobs.count)"
            let isConfirmed = form["confirmed"] == count && (jobs.count <= Self.mostUntyped || form["typed"] == count)
            guard !isConfirmed else {
                let results = await visit.operations.act(action, on: jobs)
                return Page(
                    "bulk-done", action.title, at: .jobs,
                    [
                        "rows": results.map { id, result in ["id": "\(id)", "result": write(result.text)] }, "count": results.count,
                        "action": write(action.word),
                    ]
                ).response(view, theme: theme(of: view.request))
            }
            return preview(action, jobs, form, view, visit).response(view, theme: theme(of: view.request))
        }
    }

    private func preview(_ action: BulkAction, _ jobs: [Job], _ form: Form, _ view: View, _ visit: Visit) -> Page {
        let write = view.wording
        let objections = jobs.map { ($0, action.objection(to: $0, visit.operations.catalogue)) }
        let refused = objections.filter { $0.1 != nil }
        return Page(
            "bulk", action.title, at: .jobs,
            [
                "action": action.rawValue, "word": write(action.word), "effect": write(action.effect), "count": jobs.count,
                "eligible": jobs.count - refused.count, "isTyped": jobs.count > Self.mostUntyped, "isEmpty": jobs.isEmpty,
                "wasTypedWrong": form["typed"] != nil, "ids": jobs.map { "\($0.id)" },
                "rows": objections.prefix(200).map { job, why in
                    job.row(write).merging(["why": why.map { write($0) } ?? ""] as [String: Any]) { $1 }
                }, "more": jobs.count > 200 ? ["\(jobs.count - 200)"] : [],
            ])
    }

    /// The jobs that were ticked; with `all`, those that the list's own search finds.
    private static func filter(_ form: Form, _ write: Wording) throws -> JobFilter {
        guard form.has("all") else {
            var filter = JobFilter()
            filter.ids = form.all("id").compactMap { JobID(parsing: $0) }
            guard !filter.ids.isEmpty else {
                throw HTTPProblem(
                    .unprocessableContent, "no_jobs", Text(ja: "ジョブが選ばれていません。一覧で選んでください", en: "no job was chosen. Tick some in the list"))
            }
            return filter
        }
        let search = JobSearch(parsing: form["q"] ?? "", zone: write.zone, now: write.now)
        // What was not understood was meant to leave some out.
        if let why = search.objections.first { throw HTTPProblem(.unprocessableContent, "invalid_search", why) }
        var filter = search.filter
        if let status = form["status"].flatMap(JobStatus.init(rawValue:)) { filter.statuses = [status] }
        return filter
    }
}

extension BulkAction {
    var word: Text {
        switch self {
        case .stop: Text(ja: "停止", en: "Stop")
        case .retry: Text(ja: "再実行（同じ番号）", en: "Retry")
        case .rerun: Text(ja: "新しく実行", en: "Rerun")
        }
    }

    var title: Text { Text(ja: "一括操作: \(word.ja)", en: "\(word.en) many jobs") }

    /// What it does to each.
    var effect: Text {
        switch self {
        case .stop:
            Text(
                ja: "待機中のジョブは開始せずに停止します。実行中のジョブには SIGTERM を送り、猶予のあと SIGKILL で終了させます。",
                en: "Pending jobs are stopped before they start; running ones get SIGTERM, and SIGKILL after their grace.")
        case .retry: Text(ja: "同じ番号のまま、新しい試行として待ち行列に戻します。", en: "The same jobs go back into the queue, each for a new attempt.")
        case .rerun:
            Text(
                ja: "同じパラメータの新しいジョブを登録します。元のジョブは変わりません。", en: "New jobs with the same parameters are queued; the old ones stay as they are."
            )
        }
    }

    /// Why it can't be done to a job as that stands now; nil when it can.
    func objection(to job: Job, _ catalogue: Catalogue) -> Text? {
        switch self {
        case .stop: job.status.isFinished ? Text(ja: "終了済み", en: "it has finished") : nil
        case .retry: job.status.isFinished ? nil : Text(ja: "終了していません", en: "it has not finished")
        case .rerun:
            job.hasUnreadableParameters
                ? Text(ja: "パラメータを読めません", en: "its parameters can't be read")
                : job.key != nil && catalogue.definition(of: job) == nil ? Text(ja: "定義がありません", en: "its definition is gone") : nil
        }
    }
}

extension BulkResult {
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
