package import YobanCore

/// Why an operation did nothing.
package enum OperationError: Error, Sendable, Equatable {
    /// No definition has this key; the nearest one, if any is near.
    case unknownKey(String, nearest: JobKey?, known: [JobKey])
    /// What is wrong with the parameters, all of it.
    case parameters(JobKey, ParameterError)
    /// No job has this number; the newest there is.
    case unknownJob(JobID, newest: JobID?)
    /// Only finished jobs can be retried.
    case notFinished(JobID, JobStatus)
    /// Another job with the same unique key has not finished.
    case existing(JobID, other: JobID)
    /// The job's definition is no longer in the catalogue.
    case definitionGone(JobID, name: String)
    /// Another program wrote parameters that are no JSON object; a job like it would run without them.
    case unreadableParameters(JobID)
    /// The definition runs only when it is queued.
    case noSchedule(JobKey)
    /// No worker has this id or host; the nearest name, if any is near.
    case unknownWorker(String, nearest: String?, known: [WorkerID])
    /// Several workers are on this host.
    case severalWorkers(host: String, [WorkerID])
    /// It was started anew, or declared dead by somebody else, since it was looked at.
    case workerMovedOn(WorkerID)
    /// No definition and no job has this queue; the nearest name, if any is near.
    case unknownQueue(String, nearest: String?, known: [String])
    /// A pause holds a queue with all its labels.
    case labelledQueue(String)
    /// Longer than ``QueuePause/longestReason``.
    case longReason
    case alreadyPaused(QueuePause)
    /// The queues that are.
    case notPaused(String, paused: [String])
    /// The principal lacks this scope.
    case forbidden(Scope)
    /// No token has this number, or it is revoked.
    case unknownToken(Int64)
    /// Another token that is not revoked has this name.
    case tokenNameTaken(String)
    /// What is wrong with a token that was to be made.
    case token(Text)
    /// No user has this name; the nearest one, if any is near.
    case unknownUser(String, nearest: String?)
    /// Another user has this name, or one that looks the same.
    case userNameTaken(String)
    /// A user can't have such a name.
    case userName
    /// Who is disabled can't sign in.
    case userDisabled(String)
    /// Nobody else is an administrator who may sign in.
    case lastAdmin(String)
    /// A sign-in link can't be valid for so long, or so short.
    case linkLifetime
    /// No session has this number, or it is over.
    case unknownSession(Int64)
    case store(StoreError)
}

extension OperationError {
    /// That no definition has this key, with the one that was probably meant.
    package static func unknownKey(_ key: String, in catalogue: Catalogue) -> Self { .unknownKey(key, among: catalogue.definitions) }

    static func unknownKey(_ key: String, among definitions: [JobDefinition]) -> Self {
        let known = definitions.map(\.key)
        return .unknownKey(key, nearest: Nearest.match(key, among: known.map(\.value)).flatMap { JobKey($0) }, known: known)
    }

    /// What happened, why, and the next command.
    package var text: Text {
        switch self {
        case .unknownKey(let key, let nearest, let known):
            let shown = known.prefix(20).map(\.value).joined(separator: ", ") + (known.count > 20 ? ", …" : "")
            let hint = nearest.map { Text(ja: "もしかして: \($0) ", en: "Did you mean \($0)? ") } ?? Text(ja: "", en: "")
            return Text(
                ja: "ジョブキー「\(key)」は定義されていません。\(hint.ja)定義済みのキー: \(shown.isEmpty ? "なし" : shown)。一覧の確認: yoban check",
                en: "no definition has the key \"\(key)\". \(hint.en)Known keys: \(shown.isEmpty ? "none" : shown). See: yoban check")
        case .parameters(let key, let error):
            return Text(ja: "\(key) のパラメータに誤りがあります。\(error.text.ja)", en: "the parameters of \(key) are not right: \(error.text.en)")
        case .unknownJob(let id, let newest):
            let until =
                newest.map { Text(ja: "最新は \($0) です", en: "the newest is \($0)") } ?? Text(ja: "まだ 1 件もありません", en: "there is none yet")
            return Text(ja: "ジョブ \(id) はありません（\(until.ja)）。一覧: yoban list", en: "no job \(id) (\(until.en)). List them: yoban list")
        case .notFinished(let id, let status):
            return Text(
                ja: "ジョブ \(id) はまだ終わっていません（\(status.rawValue)）。先に停止してください: yoban stop \(id)",
                en: "job \(id) has not finished (\(status.rawValue)). Stop it first: yoban stop \(id)")
        case .existing(let id, let other):
            return Text(
                ja: "同じ unique key のジョブ \(other) がまだ終わっていないため、ジョブ \(id) は再実行できません。確認: yoban show \(other)",
                en: "job \(id) can't run again while job \(other) with the same unique key has not finished. See: yoban show \(other)")
        case .definitionGone(let id, let name):
            return Text(
                ja: "ジョブ \(id)（\(name)）の定義がカタログにありません。yoban.yaml を確認してください: yoban check",
                en: "the definition of job \(id) (\(name)) is no longer in the catalogue. See: yoban check")
        case .unreadableParameters(let id):
            return Text(
                ja: "ジョブ \(id) の parameters を読めないため、同じジョブを追加できません。パラメータを指定してください: yoban enqueue KEY --param NAME=VALUE",
                en: "the parameters of job \(id) can't be read. Queue it with its parameters: yoban enqueue KEY --param NAME=VALUE")
        case .noSchedule(let key):
            return Text(
                ja: "\(key) にはスケジュールがありません。yoban.yaml の schedule: で指定します",
                en: "\(key) has no schedule; give it one by schedule: in yoban.yaml")
        case .unknownWorker, .severalWorkers, .workerMovedOn:
            return workerText
        case .unknownQueue, .labelledQueue, .longReason, .alreadyPaused, .notPaused:
            return queueText
        case .forbidden, .unknownToken, .tokenNameTaken, .token:
            return accessText
        case .unknownUser, .userNameTaken, .userName, .userDisabled, .lastAdmin, .linkLifetime, .unknownSession:
            return userText
        case .store(let error):
            return error.text
        }
    }
}

extension OperationError {
    private var workerText: Text {
        switch self {
        case .unknownWorker(let name, let nearest, let known):
            let hint = nearest.map { Text(ja: "もしかして: \($0) ", en: "Did you mean \($0)? ") } ?? Text(ja: "", en: "")
            let shown = known.prefix(20).map(\.value).joined(separator: ", ")
            return Text(
                ja: "「\(name.shortened)」というワーカーはありません。\(hint.ja)登録されているもの: \(shown.isEmpty ? "なし" : shown)。一覧: yoban worker list",
                en:
                    "there is no worker \"\(name.shortened)\". \(hint.en)Known: \(shown.isEmpty ? "none" : shown). List them: yoban worker list"
            )
        case .severalWorkers(let host, let ids):
            let shown = ids.map(\.value).joined(separator: ", ")
            return Text(
                ja: "ホスト \(host) には複数のワーカーがあります。ID で指定してください: \(shown)。一覧: yoban worker list",
                en: "host \(host) has several workers; name one by its id: \(shown). List them: yoban worker list")
        case .workerMovedOn(let id):
            return Text(
                ja: "ワーカー \(id) の状態が変わりました（再起動したか、すでに停止とみなされています）。確認: yoban worker list",
                en: "worker \(id) has changed meanwhile: it was started anew, or is declared dead already. See: yoban worker list")
        default:
            return text
        }
    }
}

/// Runs a store call and turns its error into an operation's.
func storing<Value: Sendable>(_ call: () async throws(StoreError) -> Value) async throws(OperationError) -> Value {
    do {
        return try await call()
    } catch {
        StoreErrorCount.note(error)
        throw .store(error)
    }
}
