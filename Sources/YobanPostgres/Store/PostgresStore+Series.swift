package import YobanCore
import YobanRows

extension PostgresStore {
    package func keepSeries(_ series: RunSeries, of attempt: AttemptID) async throws(StoreError) {
        guard let job = attempt.job, let number = attempt.number else { return }
        _ = try await perform(.keepSeries) { session in
            try session.run(Query.keepSeries, ["job": job, "number": number, "id": attempt.value, "series": series.text]).changed
        }
    }

    package func series(of attempts: [AttemptID]) async throws(StoreError) -> [AttemptID: RunSeries] {
        let known = attempts.compactMap { attempt in
            attempt.job.flatMap { job in attempt.number.map { (job: job, number: $0, id: attempt.value) } }
        }
        if known.isEmpty { return [:] }
        let rows = try await perform(.readSeries) { session in
            let arguments: [String: (any Bindable)?] = [
                "jobs": List(known.map(\.job)), "numbers": List(known.map(\.number)), "ids": List(known.map(\.id)),
            ]
            return try session.run(Query.series, arguments).map { (AttemptID($0.text() ?? ""), RunSeries(reading: $0.text() ?? "")) }
        }
        return Dictionary(rows) { first, _ in first }
    }
}
