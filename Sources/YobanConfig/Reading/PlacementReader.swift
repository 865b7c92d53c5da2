internal import YobanCore

/// Reads where a job may run, and beside which others.
struct PlacementReader {
    /// The job's.
    let fields: Fields

    func read() -> Placement {
        let queue = fields["queue"].flatMap { fields.report.placeName($0, "queue") } ?? Job.defaultQueue
        let label = fields["runs_on"].flatMap { fields.report.placeName($0, "runs_on")?.lowercased() }
        var placement = Placement(queue: Placement.queue(queue, label: label))
        if placement.queue.utf8.count > Placement.longestQueue {
            fields.report.error(fields.mark(of: label == nil ? "queue" : "runs_on"), PlaceTexts.tooLong(queue, label ?? ""))
        }
        placement.concurrency = concurrency()
        return placement
    }

    /// `hubspot`, which is the short form of `{ key: hubspot }`, or a mapping with a limit.
    private func concurrency() -> ConcurrencyKey? {
        guard let yaml = fields["concurrency"] else { return nil }
        if case .scalar = yaml.content, !yaml.isNull {
            return fields.report.placeName(yaml, "concurrency").map { ConcurrencyKey(name: $0) }
        }
        guard let both = fields.fields("concurrency", allowed: Keys.concurrency) else { return nil }
        let limit = both.integer("limit", in: 1...1000)
        guard let key = both["key"] else {
            fields.report.error(both.mark, PlaceTexts.noConcurrencyKey)
            return nil
        }
        return fields.report.placeName(key, "key").map { ConcurrencyKey(name: $0, limit: limit ?? 1) }
    }
}

extension Report {
    /// The name of a queue, a label or a concurrency key: written as a job's key.
    func placeName(_ yaml: Yaml, _ what: String) -> String? {
        guard let text = text(yaml, what, maximum: 4096) else { return nil }
        guard JobKey(text) != nil else {
            error(yaml.mark, PlaceTexts.badName(what, text))
            return nil
        }
        return text
    }
}

/// What is said about queues, labels, concurrency keys and leases.
enum PlaceTexts {
    static func badName(_ what: String, _ name: String) -> Text {
        Text(
            ja: "「\(what)」の名前に「\(name.shortened)」は使えません。英数字で始まる英数字、-、_、. の 100 文字以内にしてください。",
            en: "“\(what)” cannot be “\(name.shortened)”: 1 to 100 letters, digits, -, _ and ., beginning with a letter or digit"
        )
    }

    static func tooLong(_ queue: String, _ label: String) -> Text {
        Text(
            ja: "キューとラベルの名前が合わせて長すぎます（\(queue)@\(label)）。\(Placement.longestQueue) 文字までです。",
            en: "the names of queue and label together are too long (\(queue)@\(label)); at most \(Placement.longestQueue) characters"
        )
    }

    static let noQueue = Text(
        ja: "「queues」が空です。例: queues: [default]",
        en: "“queues” is empty; write for example queues: [default]"
    )

    static let noConcurrencyKey = Text(
        ja: "「concurrency」に「key」が必要です。例: concurrency: { key: hubspot, limit: 1 }",
        en: "“concurrency” needs a “key”, for example concurrency: { key: hubspot, limit: 1 }"
    )

    static func leaseTooShort(_ lease: Duration, _ shortest: Duration) -> Text {
        Text(
            ja: "「lease」は「heartbeat」の 3 倍（\(Units.spelled(shortest))）以上にしてください（現在: \(Units.spelled(lease))）。",
            en: "“lease” is at least three times “heartbeat” (\(Units.spelled(shortest))), not \(Units.spelled(lease))"
        )
    }
}
