import YobanCore

extension Job {
    /// The columns of `batch_job_queue AS job`, in the order in which ``init(cells:)`` reads them.
    static let columns = """
        job.id, job.job_key, job.job_name, job.script_path, job.status, \(Query.milliseconds("job.created_at")) AS created_ms, job.reason,
        job.hold, job.queue, job.priority, \(Query.milliseconds("job.started_at")) AS started_ms,
        \(Query.milliseconds("job.completed_at")) AS completed_ms, job.run_after_ms, job.error_message, job.progress_message,
        job.progress_percentage, job.retry_count, job.max_retries, job.lost_count, job.attempt_no, job.stop_requested,
        job.timeout_seconds, job.parameters, job.unique_key, job.submitted_by, job.worker_id,
        job.concurrency_key, job.concurrency_limit
        """

    /// The row as it stands. What can't be read gets the value that does the least: an impossible status is shown as `failed`,
    /// an impossible creation time as 1970.
    init(cells: inout Cells) {
        let id = JobID(cells.integer() ?? 0)
        let jobKey = cells.text().flatMap { JobKey($0) }
        let name = cells.text() ?? ""
        let scriptPath = cells.text() ?? ""
        let status = cells.text().flatMap { JobStatus(rawValue: $0) } ?? .failed
        let createdAt = cells.instant() ?? Instant(milliseconds: 0)
        self.init(id: id, key: jobKey, name: name, scriptPath: scriptPath, status: status, createdAt: createdAt)
        reason = cells.text().flatMap { Reason(rawValue: $0) }
        hold = cells.text().flatMap { Hold(rawValue: $0) }
        queue = cells.text() ?? Job.defaultQueue
        priority = Int(cells.integer() ?? 0)
        startedAt = cells.instant()
        completedAt = cells.instant()
        runAfter = cells.instant()
        errorMessage = cells.text()
        let message = cells.text()
        progress = Progress(percentage: cells.integer().map { Int($0) }, message: message)
        retryCount = cells.count()
        maxRetries = cells.count()
        lostCount = cells.count()
        attemptNumber = cells.count()
        stopRequested = cells.flag()
        timeoutSeconds = cells.integer().map { Int($0) }
        if let text = cells.text() {
            let read = JSONText.parameters(from: text)
            parameters = read ?? [:]
            hasUnreadableParameters = read == nil
        }
        uniqueKey = cells.text()
        submittedBy = cells.text()
        worker = cells.text().map { WorkerID($0) }
        let key = cells.text()
        let limit = cells.count()
        concurrency = key.map { ConcurrencyKey(name: $0, limit: limit) }
    }
}

extension Claim {
    /// Reads a job's columns and its token.
    init(cells: inout Cells) {
        let job = Job(cells: &cells)
        self.init(job: job, token: ClaimToken(cells.text() ?? ""))
    }
}
