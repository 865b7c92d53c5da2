import Hummingbird
import YobanCore
import YobanOperations

extension Interface {
    func addStatisticsRoutes(to routes: inout Routes) {
        routes.get("/api/v1/stats") { request, context in
            let operations = try await operations(for: request, context)
            var query = Query(request)
            let until = query.instant("until") ?? operations.now()
            let since = query.instant("since") ?? until - .seconds(24 * 3600)
            let glob = query.text("key")
            try query.finish()
            return Response(.ok, JSON(try await operations.statistics(since: since, until: until, glob: glob)))
        }
    }
}

extension JSON {
    fileprivate init(_ statistics: Statistics) {
        self = [
            "since": JSON(statistics.since), "until": JSON(statistics.until), "complete": .bool(statistics.isComplete),
            "jobs": .array(statistics.jobs.map { JSON($0) }),
        ]
    }

    private init(_ job: JobStatistics) {
        let (durations, waits) = (job.durations, job.waits)
        self = [
            "job_key": JSON(job.key?.value), "completed": .int(Int64(job.completed)), "failed": .int(Int64(job.failed)),
            "stopped": .int(Int64(job.stopped)),
            "duration_ms": [
                "p50": JSON(durations.percentile(50)?.inMilliseconds), "p95": JSON(durations.percentile(95)?.inMilliseconds),
                "max": JSON(durations.last?.inMilliseconds),
            ],
            "wait_ms": ["p50": JSON(waits.percentile(50)?.inMilliseconds), "p95": JSON(waits.percentile(95)?.inMilliseconds)],
        ]
    }
}
