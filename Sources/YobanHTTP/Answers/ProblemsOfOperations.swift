import Hummingbird
import YobanCore
import YobanOperations

extension HTTPProblem {
    /// Anything that was thrown on the way to an answer.
    package init(_ error: any Error) {
        switch error {
        case let problem as HTTPProblem: self = problem
        case let error as OperationError: self.init(operation: error)
        case let error as RepetitionError: self.init(repetition: error)
        case let error as BulkError: self.init(bulk: error)
        case let error as HTTPError where error.status == .notFound: self = .unknownRoute
        case is CancellationError: self.init(store: StoreError(.interrupted, doing: Text(ja: "処理", en: "finish")))
        default:
            self.init(.internalServerError, "unexpected", Text(ja: "想定外のエラーです", en: "an unexpected error"))
            cause = Text(ja: "想定外のエラー: \(error)", en: "unexpected: \(error)")
        }
    }

    private init(operation error: OperationError) {
        if case .store(let error) = error {
            self.init(store: error)
            return
        }
        let (status, code) = Self.meaning(of: error)
        self.init(status, code, error.text)
        if case .parameters(_, let why) = error {
            fields = why.reasons.map { Field(.pointer(Fields.pointer(["parameters", $0.parameter])), $0.text) }
        }
    }

    /// Sent again unchanged, some of these may succeed one day; none does at once.
    private static func meaning(of error: OperationError) -> (HTTPResponse.Status, String) {
        switch error {
        case .unknownKey: (.notFound, "unknown_key")
        case .parameters: (.unprocessableContent, "invalid_parameters")
        case .unknownJob: (.notFound, "unknown_job")
        case .notFinished: (.conflict, "not_finished")
        case .existing: (.conflict, "existing")
        case .definitionGone: (.conflict, "definition_gone")
        case .unreadableParameters: (.conflict, "unreadable_parameters")
        case .noSchedule: (.notFound, "no_schedule")
        case .unknownWorker: (.notFound, "unknown_worker")
        case .severalWorkers: (.conflict, "several_workers")
        case .workerMovedOn: (.conflict, "worker_moved_on")
        case .unknownQueue: (.notFound, "unknown_queue")
        case .labelledQueue: (.unprocessableContent, "labelled_queue")
        case .longReason: (.unprocessableContent, "long_reason")
        case .alreadyPaused: (.conflict, "already_paused")
        case .notPaused: (.conflict, "not_paused")
        case .forbidden: (.forbidden, "forbidden")
        case .unknownToken: (.notFound, "unknown_token")
        case .tokenNameTaken: (.conflict, "token_name_taken")
        case .token: (.unprocessableContent, "invalid_token")
        case .unknownUser: (.notFound, "unknown_user")
        case .userNameTaken: (.conflict, "user_name_taken")
        case .userName: (.unprocessableContent, "invalid_user_name")
        case .userDisabled: (.conflict, "user_disabled")
        case .lastAdmin: (.conflict, "last_admin")
        case .linkLifetime: (.unprocessableContent, "invalid_lifetime")
        case .unknownSession: (.notFound, "unknown_session")
        case .store: (.internalServerError, "unexpected")
        }
    }

    private init(repetition error: RepetitionError) {
        switch error {
        case .otherRequest: self.init(.unprocessableContent, "other_request", error.text)
        case .underWay: self.init(.conflict, "under_way", error.text)
        }
    }

    private init(bulk error: BulkError) {
        switch error {
        case .tooMany: self.init(.unprocessableContent, "too_many_jobs", error.text)
        case .otherCount: self.init(.conflict, "other_count", error.text)
        }
    }

    /// What the engine said, with names of files and hosts, is for the log.
    private init(store error: StoreError) {
        let status: HTTPResponse.Status =
            switch error.code {
            case .refused: .unprocessableContent
            case _ where error.isTransient: .serviceUnavailable
            case .interrupted: .serviceUnavailable
            default: .internalServerError
            }
        self.init(status, "store_" + error.code.rawValue, StoreError(error.code, doing: error.doing).text)
        cause = error.text
        // Not where it may have been done: look first.
        if status == .serviceUnavailable, error.code != .unknownOutcome { headers["Retry-After"] = "5" }
    }
}
