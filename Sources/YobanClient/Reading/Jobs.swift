import YobanCore

extension Job {
    /// As the API shows it: times to the second.
    init(_ json: JSON) throws(RemoteError) {
        let members = Members(json)
        self.init(
            id: JobID(try members.int("id")), key: try members.optionalText("job_key").flatMap { JobKey($0) },
            name: try members.text("job_name"), scriptPath: try members.text("script_path"),
            status: try members.choice("status", of: JobStatus.self), createdAt: try members.instant("created_at"))
        reason = try members.optionalChoice("reason", of: Reason.self)
        hold = try members.optionalChoice("hold", of: Hold.self)
        queue = try members.text("queue")
        let limit = try members.optionalInt("concurrency_limit")
        concurrency = try members.optionalText("concurrency_key").map { ConcurrencyKey(name: $0, limit: Int(limit ?? 1)) }
        priority = Int(try members.int("priority"))
        startedAt = try members.optionalInstant("started_at")
        completedAt = try members.optionalInstant("completed_at")
        runAfter = try members.optionalInstant("run_after")
        errorMessage = try members.optionalText("error_message")
        progress = Progress(
            percentage: try members.optionalInt("progress_percentage").map { Int($0) },
            message: try members.optionalText("progress_message"))
        attemptNumber = Int(try members.int("attempt_no"))
        retryCount = Int(try members.int("retry_count"))
        maxRetries = Int(try members.int("max_retries"))
        lostCount = Int(try members.int("lost_count"))
        stopRequested = try members.bool("stop_requested")
        timeoutSeconds = try members.optionalInt("timeout_seconds").map { Int($0) }
        parameters = try members.dictionary("parameters")
        uniqueKey = try members.optionalText("unique_key")
        submittedBy = try members.optionalText("submitted_by")
        worker = try members.optionalText("worker_id").map { WorkerID($0) }
        trace = try members.optionalText("traceparent").flatMap { TraceParent($0) }
    }
}

extension Attempt {
    /// As the API shows it: times to the second.
    init(_ json: JSON, of job: JobID) throws(RemoteError) {
        let members = Members(json)
        self.init(
            id: AttemptID(try members.text("id")), job: job, number: Int(try members.int("number")),
            state: try members.choice("state", of: AttemptState.self), worker: WorkerID(try members.text("worker_id")),
            host: try members.text("host"), claimedAt: try members.instant("claimed_at"))
        startedAt = try members.optionalInstant("started_at")
        endedAt = try members.optionalInstant("ended_at")
        runDirectory = try members.optionalText("run_directory")
        outcome = try AttemptOutcome(members)
    }
}

extension AttemptOutcome {
    /// Nil while the attempt has not ended.
    fileprivate init?(_ members: Members) throws(RemoteError) {
        guard let reason = try members.optionalChoice("reason", of: Reason.self) else { return nil }
        self.init(
            reason: reason, exitCode: try members.optionalInt("exit_code").map { Int($0) },
            signal: try members.optionalInt("signal").map { Int($0) }, message: try members.optionalText("message") ?? "")
        resources.userMilliseconds = try members.optionalInt("user_ms") ?? 0
        resources.systemMilliseconds = try members.optionalInt("system_ms") ?? 0
        resources.peakMemoryBytes = try members.optionalInt("peak_memory_bytes") ?? 0
        resources.outputBytes = try members.optionalInt("output_bytes") ?? 0
        resources.droppedBytes = try members.optionalInt("dropped_bytes") ?? 0
        survivors = try members.texts("survivors")
        endedBy = try members.optionalText("ended_by") ?? ""
        processesLeft = Int(try members.optionalInt("processes_left") ?? 0)
    }
}
