import YobanCore

/// What was being done: after "cannot", before 「できません」.
extension Text {
    static func drain(_ id: WorkerID) -> Text { Text(ja: "ワーカー \(id) の受付を変更", en: "change what worker \(id) takes") }
    static func retire(_ id: WorkerID) -> Text { Text(ja: "ワーカー \(id) の停止を記録", en: "record that worker \(id) is dead") }
    static let keepLog = Text(ja: "ジョブの出力を保存", en: "keep the output of jobs")
    static func readLog(_ id: JobID) -> Text { Text(ja: "ジョブ \(id) の出力を取得", en: "look up the output of job \(id)") }
    static func dropLog(_ id: JobID) -> Text { Text(ja: "ジョブ \(id) の古い出力を削除", en: "remove old output of job \(id)") }
}
