package import Hummingbird
import YobanCore
package import YobanHTTP
import YobanOperations

/// What is shown where something can't be.
extension Screen {
    /// Of a path that no page has, and of what went wrong before a page was asked.
    package func page(of problem: HTTPProblem, _ request: Request, _ context: Context) async throws -> Response {
        // The interface's words for an unknown path are for programs.
        try await showing(request, context) { _ in throw problem.code == HTTPProblem.noSuchPage.code ? HTTPProblem.noSuchPage : problem }
    }

    /// - Parameter scope: what whoever asked lacks, where that is the problem.
    func page(of problem: HTTPProblem, lacking scope: Scope?, _ view: View) -> Page {
        let write = view.wording
        let title =
            switch problem.status {
            case .notFound: Text(ja: "見つかりません", en: "Not found")
            case .forbidden: Text(ja: "許可されていません", en: "Not allowed")
            default: Text(ja: "エラー \(problem.status.code)", en: "Error \(problem.status.code)")
            }
        var values: [String: Any] = [
            "code": problem.code, "detail": write(problem.detail), "requestID": view.context.requestID,
            "fields": problem.fields.map { write($0.detail) },
        ]
        if let scope, let visit = view.visit {
            let role = visit.session.user.role
            values["detail"] = write(Text(ja: "この画面や操作には「\(scope.word.ja)」権限が必要です。", en: "This needs the permission to \(scope.word.en)."))
            values["lacking"] =
                [
                    "scope": scope.rawValue, "role": role.rawValue, "user": visit.name,
                    "holders": Role.allCases.filter { $0.scopes.contains(scope) }.map(\.rawValue).joined(separator: ", "),
                    "least": Role.allCases.first { $0.scopes.contains(scope) }?.rawValue ?? "",
                ] as [String: Any]
        }
        var page = Page("problem", title, at: nil, values)
        page.status = problem.status
        return page
    }
}

extension OperationError {
    /// What whoever asked may not do.
    var lackedScope: Scope? { if case .forbidden(let scope) = self { scope } else { nil } }
}

extension Scope {
    /// What it allows: `… to see jobs`.
    var word: Text {
        switch self {
        case .jobsRead: Text(ja: "ジョブの表示", en: "see jobs")
        case .jobsEnqueue: Text(ja: "ジョブの登録", en: "queue jobs")
        case .jobsControl: Text(ja: "ジョブの停止・再実行", en: "stop, retry and rerun jobs")
        case .logsRead: Text(ja: "ログの表示", en: "read logs")
        case .workersControl: Text(ja: "ワーカーとキューの操作", en: "control workers and queues")
        case .admin: Text(ja: "管理", en: "administer users, tokens and the audit")
        }
    }
}
