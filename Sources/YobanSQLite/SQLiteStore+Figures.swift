import GRDB
package import YobanCore
import YobanRows

extension SQLiteStore {
    package func queueFigures() async throws(StoreError) -> [QueueFigures] {
        try await read(.look) { database in
            let limit = QueueFigures.largestCount
            var figures: [String: QueueFigures] = [:]
            for one in try database.readyFigures(limit) { figures[one.queue] = one }
            for (queue, count) in try database.counts(Query.heldFigures, ["limit": limit]) {
                figures[queue, default: QueueFigures(queue: queue)].held = min(count, limit)
            }
            for (queue, count) in try database.counts(Query.runningFigures, [limit]) {
                figures[queue, default: QueueFigures(queue: queue)].running = count
            }
            return figures.values.sorted { $0.queue < $1.queue }
        }
    }

    package func lastCompleted(of keys: [JobKey]) async throws(StoreError) -> [JobKey: Instant] {
        try await read(.look) { database in
            var last: [JobKey: Instant] = [:]
            for key in keys {
                let end = try database.row(Query.lastCompleted, [key.value]) { $0.seedTime() }
                last[key] = end ?? nil
            }
            return last
        }
    }
}

extension Database {
    /// Queues whose ready jobs are all to be stopped are left out.
    fileprivate func readyFigures(_ limit: Int) throws -> [QueueFigures] {
        let queues = try rows(Query.queuesWithReady) { $0.text() ?? Job.defaultQueue }
        return try queues.compactMap { queue in
            try row(Query.readyFigures, [queue, limit]) { cells in
                var figures = QueueFigures(queue: queue)
                figures.ready = cells.count()
                figures.oldestReady = cells.seedTime()
                return figures
            }
        }.filter { $0.ready > 0 }
    }

    /// Queues and how many of something each has.
    fileprivate func counts(_ sql: String, _ arguments: StatementArguments) throws -> [(queue: String, count: Int)] {
        try rows(sql, arguments) { cells in
            let queue = cells.text() ?? Job.defaultQueue
            return (queue, cells.count())
        }
    }
}
