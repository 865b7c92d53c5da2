package import YobanCore
import YobanRows

extension PostgresStore {
    package func schedules(_ expressions: [JobKey: String], now: Instant) async throws(StoreError) -> [JobKey: Instant] {
        try await perform(.schedules) { session in
            let standing = try session.standing(of: expressions)
            if standing.count == expressions.count { return standing }
            let all = Array(expressions)
            try session.run(
                Query.noteSchedules, ["now": now, "keys": List(all.map(\.key.value)), "expressions": List(all.map(\.value))])
            return try session.standing(of: expressions)
        }
    }

    package func fire(
        _ key: JobKey, planned: Instant, after last: Instant, job: NewJob, now: Instant
    ) async throws(StoreError) -> Enqueued? {
        try await transact(.fire(key)) { session in
            let moved = try session.run(Query.moveSchedule, ["planned": planned, "key": key.value, "last": last]).changed
            return moved == 1 ? try session.insert([job], now: now).first : nil
        }
    }
}

extension Session {
    /// The schedules that are noted with just these expressions.
    fileprivate func standing(of expressions: [JobKey: String]) throws -> [JobKey: Instant] {
        let stored = try run(Query.schedules, ["keys": List(expressions.keys.map(\.value))]).map { cells in
            (key: cells.text().flatMap { JobKey($0) }, expression: cells.text(), planned: cells.milliseconds())
        }
        var standing: [JobKey: Instant] = [:]
        for case (let key?, let expression?, let planned?) in stored where expressions[key] == expression { standing[key] = planned }
        return standing
    }
}
