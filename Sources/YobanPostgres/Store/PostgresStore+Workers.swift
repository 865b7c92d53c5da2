package import YobanCore

extension PostgresStore {
    package func register(_ worker: WorkerRecord) async throws(StoreError) -> Int64 {
        try await perform(.register) { session in
            let arguments: [String: (any Bindable)?] = [
                "id": worker.id.value, "host": worker.host, "pid": Int64(worker.pid), "slots": worker.slots, "boot": worker.bootID,
                "doorbell": worker.doorbell, "version": worker.version, "seen": worker.seenAt,
            ]
            return try session.run(Query.registerWorker, arguments).first { $0.integer() ?? 0 } ?? 0
        }
    }

    package func renew(_ worker: WorkerID, session number: Int64, now: Instant) async throws(StoreError) -> Holding {
        try await perform(.renew) { session in
            try session.run(Query.renewWorker, ["now": now, "id": worker.value, "session": number]).changed == 1 ? .held : .notHeld
        }
    }

    package func workers() async throws(StoreError) -> [WorkerRecord] {
        try await perform(.workers) { try $0.run(Query.workers).map { WorkerRecord(cells: &$0) } }
    }

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
            (key: cells.text().flatMap { JobKey($0) }, expression: cells.text(), planned: cells.instant())
        }
        var standing: [JobKey: Instant] = [:]
        for case (let key?, let expression?, let planned?) in stored where expressions[key] == expression { standing[key] = planned }
        return standing
    }
}
