package import YobanCore

extension Job {
    /// The names of the columns in the order in which ``init(cells:)`` reads them.
    package static let columnNames = [
        "id", "job_key", "job_name", "script_path", "status", "created_at", "reason", "hold", "queue", "priority", "started_at",
        "completed_at", "run_after_ms", "error_message", "progress_message", "progress_percentage", "retry_count", "max_retries",
        "lost_count", "attempt_no", "stop_requested", "timeout_seconds", "parameters", "unique_key", "submitted_by", "worker_id",
        "concurrency_key", "concurrency_limit", "traceparent",
    ]
    package static let columns = columnNames.joined(separator: ", ")

    /// The row as it stands. What can't be read gets the value that does the least: an impossible status is shown as `failed`,
    /// an impossible creation time as 1970.
    package init(cells: inout some CellReader) {
        let id = JobID(cells.integer() ?? 0)
        let key = cells.text().flatMap { JobKey($0) }
        let name = cells.text() ?? ""
        let scriptPath = cells.text() ?? ""
        let status = cells.status()
        let createdAt = cells.seedTime() ?? Instant(milliseconds: 0)
        self.init(id: id, key: key, name: name, scriptPath: scriptPath, status: status, createdAt: createdAt)
        reason = cells.text().flatMap { Reason(rawValue: $0) }
        hold = cells.text().flatMap { Hold(rawValue: $0) }
        queue = cells.text() ?? Job.defaultQueue
        priority = Int(cells.integer() ?? 0)
        startedAt = cells.seedTime()
        completedAt = cells.seedTime()
        runAfter = cells.milliseconds()
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
        let concurrencyName = cells.text()
        let limit = cells.limit()
        concurrency = concurrencyName.map { ConcurrencyKey(name: $0, limit: limit) }
        trace = cells.text().flatMap { TraceParent($0) }
    }
}

extension Claim {
    /// Reads a job's columns and its `claim_token`.
    package init(cells: inout some CellReader) {
        let job = Job(cells: &cells)
        self.init(job: job, token: ClaimToken(cells.text() ?? ""))
    }
}
