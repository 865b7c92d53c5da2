import YobanCore

extension OperationError {
    /// What happened, why, and what to do, where a queue was to be paused or resumed.
    var queueText: Text {
        switch self {
        case .unknownQueue(let name, let nearest, let known):
            let hint = nearest.map { Text(ja: "もしかして: \($0.shortened) ", en: "Did you mean \($0.shortened)? ") } ?? Text(ja: "", en: "")
            let shown = Self.names(known)
            return Text(
                ja: "「\(name.shortened)」というキューは、定義にもジョブにもありません。\(hint.ja)使われているキュー: \(shown)。一覧: yoban queue list",
                en:
                    "no definition and no job has the queue \"\(name.shortened)\". \(hint.en)Known: \(shown). List them: yoban queue list")
        case .labelledQueue(let name):
            let queue = Placement.withoutLabel(name).shortened
            return Text(
                ja: "「\(name.shortened)」はラベル付きのキューです。一時停止はキュー全体に効きます。ラベルなしで指定してください: \(queue)",
                en: "\"\(name.shortened)\" has a label, and a pause holds a queue with all its labels. Name it without: \(queue)")
        case .longReason:
            let most = QueuePause.longestReason
            return Text(ja: "理由が長すぎます（\(most) 文字まで）", en: "the reason is too long: at most \(most) characters")
        case .alreadyPaused(let pause):
            let (queue, by, since, reason) = (pause.queue.shortened, pause.by.shortened, pause.at.utcText, pause.reason.shortened)
            return Text(
                ja: "キュー \(queue) はすでに一時停止中です（\(since) から、\(by)\(reason.isEmpty ? "" : "、理由: \(reason)")）。再開: yoban queue resume \(queue)",
                en:
                    "the queue \(queue) is paused already, since \(since), by \(by)\(reason.isEmpty ? "" : " (\(reason))"). To resume it: yoban queue resume \(queue)"
            )
        case .notPaused(let name, let paused):
            let shown = paused.isEmpty ? Text(ja: "なし", en: "none") : Text(ja: Self.names(paused), en: Self.names(paused))
            return Text(
                ja: "キュー「\(name.shortened)」は一時停止していません。一時停止中: \(shown.ja)。一覧: yoban queue list",
                en: "the queue \"\(name.shortened)\" is not paused. Paused: \(shown.en). List them: yoban queue list")
        default: return text
        }
    }

    private static func names(_ queues: [String]) -> String {
        queues.prefix(20).map(\.shortened).joined(separator: ", ") + (queues.count > 20 ? ", …" : "")
    }
}
