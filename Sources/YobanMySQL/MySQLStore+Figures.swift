package import YobanCore
import YobanRows

extension MySQLStore {
    package func queueFigures() async throws(StoreError) -> [QueueFigures] {
        try await perform(.look) { session in
            var figures: [String: QueueFigures] = [:]
            for (status, isReady) in [(JobStatus.pending, true), (.pending, false), (.running, true), (.running, false)] {
                for (queue, count) in try session.counts(status, isReady: isReady) {
                    var one = figures[queue] ?? QueueFigures(queue: queue)
                    if status == .running {
                        one.running += count.all
                    } else if isReady {
                        one.ready = count.all - count.flagged
                        one.held = count.flagged
                        one.oldestReady = count.oldest
                    } else {
                        one.held += count.all
                    }
                    figures[queue] = one
                }
            }
            return figures.values.map(\.capped).sorted { $0.queue < $1.queue }
        }
    }

    package func lastCompleted(of keys: [JobKey]) async throws(StoreError) -> [JobKey: Instant] {
        try await perform(.look) { session in
            var last: [JobKey: Instant] = [:]
            for key in keys { last[key] = try session.row(Queries.lastCompleted, ["key": .text(key.value)]) { $0.seedTime() } ?? nil }
            return last
        }
    }
}

/// Jobs of one queue that are alike.
private struct Count {
    let all: Int
    /// To be stopped.
    let flagged: Int
    /// Created first, of those that are not.
    let oldest: Instant?

    init(_ cells: inout Cells) {
        all = cells.count()
        flagged = cells.count()
        oldest = cells.seedTime()
    }
}

extension Session {
    fileprivate func counts(_ status: JobStatus, isReady: Bool) throws -> [(queue: String, count: Count)] {
        let kind: [String: Value] = ["status": .text(status.rawValue), "ready": isReady ? 1 : 0]
        var counts: [(queue: String, count: Count)] = []
        var last = ""
        while let queue = try row(Queries.nextQueue, kind.merging(["last": .text(last)]) { $1 }, { $0.text() }) ?? nil {
            let values: [String: Value] = ["queue": .text(queue), "limit": Value(QueueFigures.largestCount)]
            if let count = try row(Queries.queueFigures, kind.merging(values) { $1 }, { Count(&$0) }) { counts.append((queue, count)) }
            last = queue
        }
        return counts
    }
}

extension QueueFigures {
    fileprivate var capped: Self {
        var capped = self
        capped.held = min(held, Self.largestCount)
        capped.running = min(running, Self.largestCount)
        return capped
    }
}
