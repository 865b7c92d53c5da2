package import YobanCore

extension JSON {
    /// The fields of the API and of `--json`: never localised, times in RFC 3339 UTC.
    package init(_ job: Job, attempts: [Attempt]? = nil) {
        var members: [Member] = [
            Member("id", .int(job.id.value)), Member("job_key", JSON(job.key?.value)), Member("job_name", .string(job.name)),
            Member("script_path", .string(job.scriptPath)), Member("status", .string(job.status.rawValue)),
            Member("reason", JSON(job.reason?.rawValue)), Member("hold", JSON(job.hold?.rawValue)), Member("queue", .string(job.queue)),
            Member("concurrency_key", JSON(job.concurrency?.name)),
            Member("concurrency_limit", JSON((job.concurrency?.limit).map(Int64.init))),
            Member("priority", .int(Int64(job.priority))), Member("created_at", JSON(job.createdAt)),
            Member("started_at", JSON(job.startedAt)), Member("completed_at", JSON(job.completedAt)),
            Member("run_after", JSON(job.runAfter)),
            Member("error_message", JSON(job.errorMessage)), Member("progress_percentage", JSON(job.progress.percentage)),
            Member("progress_message", JSON(job.progress.message)), Member("attempt_no", .int(Int64(job.attemptNumber))),
            Member("retry_count", .int(Int64(job.retryCount))), Member("max_retries", .int(Int64(job.maxRetries))),
            Member("lost_count", .int(Int64(job.lostCount))), Member("stop_requested", .bool(job.stopRequested)),
            Member("timeout_seconds", JSON(job.timeoutSeconds)),
            Member("parameters", .object(job.parameters.sorted { $0.key < $1.key }.map { Member($0.key, .string($0.value)) })),
            Member("unique_key", JSON(job.uniqueKey)), Member("submitted_by", JSON(job.submittedBy)),
            Member("worker_id", JSON(job.worker?.value)), Member("traceparent", JSON(job.trace?.text)),
        ]
        if let attempts { members.append(Member("attempts", .array(attempts.map { JSON($0) }))) }
        self = .object(members)
    }

    package init(_ attempt: Attempt) {
        let outcome = attempt.outcome
        let resources = outcome?.resources
        self = .object([
            Member("id", .string(attempt.id.value)), Member("number", .int(Int64(attempt.number))),
            Member("state", .string(attempt.state.rawValue)), Member("worker_id", .string(attempt.worker.value)),
            Member("host", .string(attempt.host)), Member("claimed_at", JSON(attempt.claimedAt)),
            Member("started_at", JSON(attempt.startedAt)),
            Member("ended_at", JSON(attempt.endedAt)), Member("run_directory", JSON(attempt.runDirectory)),
            Member("reason", JSON(outcome?.reason.rawValue)), Member("exit_code", JSON(outcome?.exitCode)),
            Member("signal", JSON(outcome?.signal)), Member("message", JSON(outcome?.message)),
            Member("user_ms", JSON(resources?.userMilliseconds)), Member("system_ms", JSON(resources?.systemMilliseconds)),
            Member("peak_memory_bytes", JSON(resources?.peakMemoryBytes)), Member("output_bytes", JSON(resources?.outputBytes)),
            Member("dropped_bytes", JSON(resources?.droppedBytes)),
            Member("survivors", .array((outcome?.survivors ?? []).map { .string($0) })), Member("ended_by", JSON(outcome?.endedBy)),
            Member("processes_left", JSON(outcome?.processesLeft)),
        ])
    }
}
