import GRDB
package import YobanCore
import YobanRows

extension SQLiteStore {
    package func keepSeries(_ series: RunSeries, of attempt: AttemptID) async throws(StoreError) {
        guard let key = attempt.key else { return }
        try await write(.keepSeries) { database in
            var arguments = key
            arguments += ["series": series.text]
            _ = try database.run(Query.keepSeries, arguments)
        }
    }

    package func series(of attempts: [AttemptID]) async throws(StoreError) -> [AttemptID: RunSeries] {
        try await read(.readSeries) { database in
            var found: [AttemptID: RunSeries] = [:]
            for attempt in attempts {
                guard let key = attempt.key else { continue }
                found[attempt] = try database.row(Query.series, key) { RunSeries(reading: $0.text() ?? "") }
            }
            return found
        }
    }
}

extension AttemptID {
    /// Its row's primary key, and its name; nil when it can't be one.
    fileprivate var key: StatementArguments? {
        guard let job, let number else { return nil }
        return ["job": job.value, "number": number, "id": value]
    }
}
