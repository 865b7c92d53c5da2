package import YobanCore
import YobanRows

extension MySQLStore {
    package func keepSeries(_ series: RunSeries, of attempt: AttemptID) async throws(StoreError) {
        guard let key = attempt.key else { return }
        // One statement that may be repeated when its answer is lost.
        _ = try await perform(.keepSeries) { session in
            try session.run(Queries.keepSeries, key.merging(["series": .text(series.text)]) { $1 })
        }
    }

    package func series(of attempts: [AttemptID]) async throws(StoreError) -> [AttemptID: RunSeries] {
        try await perform(.readSeries) { session in
            var found: [AttemptID: RunSeries] = [:]
            for attempt in attempts {
                guard let key = attempt.key else { continue }
                found[attempt] = try session.row(Queries.series, key) { RunSeries(reading: $0.text() ?? "") }
            }
            return found
        }
    }
}

extension AttemptID {
    /// Its row's primary key, and its name; nil when it can't be one.
    fileprivate var key: [String: Value]? {
        guard let job, let number else { return nil }
        return ["job": Value(job), "number": Value(number), "id": .text(value)]
    }
}
