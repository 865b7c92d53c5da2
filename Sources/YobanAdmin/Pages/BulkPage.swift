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
            guard visit.may(.jobsControl) else { throw OperationError.forbidden(.jobsControl) }
            guard let action = form["action"].flatMap(BulkAction.init(rawValue:)) else { throw HTTPProblem.unreadableForm }
            let jobs = try await Self.jobs(form, view, visit)
            let count = "\(jobs.count)"
            let isConfirmed = form["confirmed"] == count && (jobs.count <= Self.mostUntyped || form["typed"] == count)
            guard isConfirmed || form.has("undo") else {
                return preview(action, jobs, form, view, visit).response(view, theme: theme(of: view.request))
            }
            let run = BulkRun(action, on: jobs, undoes: form.has("undo"), visit, view.wording)
            let filling = PageFilling { writer in await run.write(to: &writer) }
            return Page("bulk-done", action.title, at: .jobs, ["marker": filling.marker])
                .response(view, theme: theme(of: view.request), filling: filling)
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
    private static func jobs(_ form: Form, _ view: View, _ visit: Visit) async throws -> [Job] {
        guard form.has("all") else {
            var filter = JobFilter()
            filter.ids = form.all("id").compactMap { JobID(parsing: $0) }
            guard !filter.ids.isEmpty else {
                throw HTTPProblem(
                    .unprocessableContent, "no_jobs", Text(ja: "ジョブが選ばれていません。一覧で選んでください", en: "no job was chosen. Tick some in the list"))
            }
            return try await visit.operations.jobsInBulk(filter)
        }
        let search = JobSearch(parsing: form["q"] ?? "", zone: view.wording.zone, now: view.wording.now)
        // What was not understood was meant to leave some out.
        if let why = search.objections.first { throw HTTPProblem(.unprocessableContent, "invalid_search", why) }
        var filter = search.filter
        if let status = form["status"].flatMap(JobStatus.init(rawValue:)) { filter.statuses = [status] }
        guard !search.sieve.isEmpty else { return try await visit.operations.jobsInBulk(filter) }
        let searched = try await SearchedJobs(filter, search.sieve, wanted: Operations.mostInBulk + 1, visit.operations)
        guard searched.jobs.count <= Operations.mostInBulk else { throw BulkError.tooMany }
        // Not some of those that are meant, as if they were all.
        guard searched.end == nil else {
            throw HTTPProblem(
                .unprocessableContent, "search_too_wide",
                Text(
                    ja: "took: と text: で調べられるのは \(SearchedJobs.most) 件までです。since: や key: で条件を絞ってください",
                    en: "took: and text: look at up to \(SearchedJobs.most) jobs; ask for fewer by since: or key:"))
        }
        return searched.jobs
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
