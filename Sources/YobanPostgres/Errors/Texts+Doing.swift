import YobanCore

/// What was being done: after "cannot", before 「できません」.
extension Text {
    static func drain(_ worker: WorkerID) -> Text { Text(ja: "ワーカー \(worker) の受け付けを変更", en: "tell worker \(worker) whether to take jobs") }
    static func retire(_ worker: WorkerID) -> Text { Text(ja: "ワーカー \(worker) を無効化", en: "retire worker \(worker)") }
    static let keepLog = Text(ja: "出力をストアに保存", en: "keep output in the store")
    static let dropLog = Text(ja: "古い出力をストアから削除", en: "drop old output from the store")
}
