package import YobanCore
import YobanRows

extension PostgresStore {
    package func finished(since: Instant, after: JobID?, limit: Int) async throws(StoreError) -> [Job] {
        try await perform(.look) { session in
            try FinishedPage.read(
                since: since, after: after, limit: limit,
                walk: { since, limit in
                    let jobs = try session.run(Query.finishedSince, ["since": since, "limit": limit]).map { Job(cells: &$0) }
                    return (jobs, jobs.count == limit)
                },
                at: { instant, after, limit in
                    try session.run(Query.finishedAt, ["since": instant, "after": after?.value ?? 0, "limit": limit])
                        .map { Job(cells: &$0) }.filter { $0.finishedAt == instant }
                })
        }
    }
}
