import GRDB
package import YobanCore
import YobanRows

extension SQLiteStore {
    package func schedules(_ expressions: [JobKey: String], now: Instant) async throws(StoreError) -> [JobKey: Instant] {
        let standing = try await read(.schedules) { try $0.standing(of: expressions) }
        if standing.count == expressions.count { return standing }
        return try await write(.schedules) { database in
            for (key, expression) in expressions {
                try database.run(Query.noteSchedule, ["key": key.value, "expression": expression, "now": now.milliseconds])
            }
            return try database.standing(of: expressions)
        }
    }

    package func fire(
        _ key: JobKey, planned: Instant, after last: Instant, job: NewJob, now: Instant
    ) async throws(StoreError) -> Enqueued? {
        try await write(.fire(key)) { database in
            let moved = try database.run(
                Query.moveSchedule, ["planned": planned.milliseconds, "key": key.value, "last": last.milliseconds])
            return moved == 1 ? try database.insert(job, now: now) : nil
        }
    }
}

extension Database {
    /// The schedules that are noted with just these expressions.
    fileprivate func standing(of expressions: [JobKey: String]) throws -> [JobKey: Instant] {
        let stored = try rows(Query.schedules) { cells in
            (key: cells.text().flatMap { JobKey($0) }, expression: cells.text(), planned: cells.milliseconds())
        }
        var standing: [JobKey: Instant] = [:]
        for case (let key?, let expression?, let planned?) in stored where expressions[key] == expression { standing[key] = planned }
        return standing
    }
}
