package import YobanCore
import YobanRows

extension MySQLStore {
    package func schedules(_ expressions: [JobKey: String], now: Instant) async throws(StoreError) -> [JobKey: Instant] {
        let standing = try await perform(.schedules) { try $0.standing(of: expressions) }
        if standing.count == expressions.count { return standing }
        return try await write(.schedules) { session in
            // In one order for all, so that two leaders never wait for each other.
            for (key, expression) in expressions.sorted(by: { $0.key < $1.key }) {
                let values: [String: Value] = [
                    "key": .text(key.value), "expression": .text(expression), "now": Value(milliseconds: now),
                ]
                try session.run(Queries.noteSchedule, values)
            }
            return try session.standing(of: expressions)
        }
    }

    package func fire(
        _ key: JobKey, planned: Instant, after last: Instant, job: NewJob, now: Instant
    ) async throws(StoreError) -> Enqueued? {
        let token = EnqueueToken.new()
        return try await write(.fire(key), confirm: { try $0.fired($1, token) }) { session in
            let moved = try session.run(
                Queries.moveSchedule,
                ["planned": Value(milliseconds: planned), "key": .text(key.value), "last": Value(milliseconds: last)])
            return moved == 1 ? try session.insert([job], token, now: now).first : nil
        }
    }
}

extension Session {
    /// Whether what `fire` did was committed. Where it made no job there is no row that tells; it then runs again, and finds the schedule
    /// moved on.
    fileprivate func fired(_ answer: Enqueued?, _ token: EnqueueToken) throws -> Bool {
        guard case .created? = answer, let answer else { return answer == nil }
        return try committed([answer], token)
    }

    /// The schedules that are noted with just these expressions.
    fileprivate func standing(of expressions: [JobKey: String]) throws -> [JobKey: Instant] {
        let stored = try rows(Queries.schedules) {
            (key: $0.text().flatMap { JobKey($0) }, expression: $0.text(), planned: $0.milliseconds())
        }
        var standing: [JobKey: Instant] = [:]
        for case (let key?, let expression?, let planned?) in stored where expressions[key] == expression { standing[key] = planned }
        return standing
    }
}
