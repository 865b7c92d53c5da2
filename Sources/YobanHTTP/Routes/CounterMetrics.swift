import YobanCore
import YobanOperations

extension Metrics {
    /// What was counted since the server began.
    mutating func add(_ counts: [JobCounts], storeErrors: [StoreError.Code: Int]) {
        counter(
            "yoban_jobs_finished_total", "Jobs that finished, by definition and result.",
            counts.flatMap { one in
                [("completed", one.completed), ("failed", one.failed), ("stopped", one.stopped)].map { result, count in
                    (["job_key": one.key?.value ?? "", "result": result], "\(count)")
                }
            })
        counter("yoban_jobs_enqueued_total", "Jobs that were created.", [([:], "\(counts.reduce(0) { $0 + $1.created })")])
        histogram(
            "yoban_job_wait_seconds", "From the creation of a job to its start, of finished jobs that ran once.",
            counts.map { ($0.key?.value ?? "", $0.waits) })
        histogram(
            "yoban_job_duration_seconds", "From the start of the last run to its end, of finished jobs that ran.",
            counts.map { ($0.key?.value ?? "", $0.durations) })
        counter(
            "yoban_store_errors_total", "Calls to the store that failed, by this server.",
            StoreError.Code.allCases.map { (["code": $0.rawValue], "\(storeErrors[$0] ?? 0)") })
    }

    /// What runs wrote, where they run in this process.
    mutating func add(bytes: [JobKey?: Int64]) {
        counter(
            "yoban_log_bytes_total", "Bytes that scripts wrote, of runs that ended at this process's worker.",
            bytes.map { ($0.key?.value ?? "", $0.value) }.sorted { $0.0 < $1.0 }.map { (["job_key": $0.0], "\($0.1)") })
    }

    private mutating func histogram(_ name: String, _ help: String, _ samples: [(key: String, JobCounts.Histogram)]) {
        begin(name, help, "histogram")
        for (key, histogram) in samples {
            var sum = 0
            for (index, count) in histogram.counts.enumerated() {
                sum += count
                let bounds = JobCounts.Histogram.bounds
                add(name + "_bucket", ["job_key": key, "le": index < bounds.count ? "\(bounds[index])" : "+Inf"], "\(sum)")
            }
            add(name + "_sum", ["job_key": key], histogram.sum.inSeconds)
            add(name + "_count", ["job_key": key], "\(sum)")
        }
    }
}
