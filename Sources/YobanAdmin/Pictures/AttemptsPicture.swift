import YobanCore
import YobanOperations

/// The attempts of a job one below the other, from its creation to its end or until now. The table of attempts says the same.
struct AttemptsPicture {
    private static let width = 720
    private static let left = 34
    private static let row = 22
    private static let top = 20
    private static let most = 20

    let values: [String: Any]

    /// Nil of a job that was never taken.
    init?(_ job: Job, _ attempts: [Attempt], _ write: Wording) {
        guard !attempts.isEmpty else { return nil }
        let shown = attempts.suffix(Self.most)
        let before = attempts.dropLast(shown.count).last?.endedAt
        let start = before ?? min(job.createdAt, shown.first?.claimedAt ?? job.createdAt)
        let end = max(job.status.isFinished ? shown.last?.endedAt ?? job.finishedAt ?? write.now : write.now, start)
        let whole = Double(max((end - start).inMilliseconds, 1))
        func x(_ instant: Instant) -> Double {
            let part = min(max(Double((instant - start).inMilliseconds), 0), whole)
            return Double(Self.left) + part * Double(Self.width - Self.left - 4) / whole
        }
        func bar(_ from: Instant, _ to: Instant, _ y: Int, _ name: String, _ label: String) -> [String: Any] {
            [
                "x": Picture.number(x(from)), "y": y, "width": Picture.number(max(x(to) - x(from), 2)), "height": Self.row - 6,
                "class": name, "label": label,
            ]
        }
        var waitsSince = start
        let rows = shown.enumerated().map { index, attempt -> [String: Any] in
            let y = Self.top + index * Self.row
            let begin = attempt.startedAt ?? attempt.claimedAt
            var bars: [[String: Any]] = []
            if begin > waitsSince {
                let waited = write.duration(begin - waitsSince)
                bars.append(bar(waitsSince, begin, y, "waiting", write(Text(ja: "待機 \(waited)", en: "waited \(waited)"))))
            }
            let until = max(attempt.endedAt ?? (attempt.state == .running || attempt.state == .claimed ? write.now : begin), begin)
            let word = write(attempt.outcome?.reason.word ?? attempt.state.word)
            bars.append(bar(begin, until, y, attempt.barClass, "\(attempt.number): \(word) \(write.duration(until - begin))"))
            waitsSince = until
            return ["number": attempt.number, "textY": y + 12, "bars": bars]
        }
        values = [
            "width": Self.width, "height": Self.top + rows.count * Self.row, "left": Self.left, "rows": rows, "from": write.clock(start),
            "to": write.clock(end), "end": Self.width - 4,
        ]
    }
}

extension Attempt {
    /// The state of a job whose last attempt this would be.
    fileprivate var barClass: String {
        switch outcome?.reason {
        case .ok?: "completed"
        case .stopped?: "stopped"
        case .some: "failed"
        case nil: state == .released ? "held" : state == .ended ? "failed" : "running"
        }
    }
}
