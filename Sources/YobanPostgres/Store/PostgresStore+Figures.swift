package import YobanCore
import YobanRows

extension PostgresStore {
    package func queueFigures() async throws(StoreError) -> [QueueFigures] {
        try await perform(.look) { session in
            let limit = QueueFigures.largestCount
            return try session.runOnce(Query.queueFigures, ["limit": limit]).map { cells in
                var figures = QueueFigures(queue: cells.text() ?? Job.defaultQueue)
                figures.ready = min(cells.count(), limit)
                figures.held = min(cells.count(), limit)
                figures.running = min(cells.count(), limit)
                figures.oldestReady = cells.milliseconds()
                return figures
            }.sorted { $0.queue < $1.queue }
        }
    }

    package func lastCompleted(of keys: [JobKey]) async throws(StoreError) -> [JobKey: Instant] {
        if keys.isEmpty { return [:] }
        return try await perform(.look) { session in
            let found = try session.runOnce(Query.lastCompleted, ["keys": List(keys.map(\.value))]).map { cells in
                (key: cells.text().flatMap { JobKey($0) }, end: cells.milliseconds())
            }
            var last: [JobKey: Instant] = [:]
            for case (let key?, let end?) in found { last[key] = end }
            return last
        }
    }
}
