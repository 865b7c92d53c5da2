package import YobanCore

extension Operations {
    /// Asks for a stop. A pending job is stopped at once, a running one is ended by its worker: SIGTERM, grace, SIGKILL.
    package func stop(_ id: JobID) async throws(OperationError) -> StopAnswer {
        try await requireControl(of: id)
        let (now, author) = (now(), author)
        let answer = try await storing { () async throws(StoreError) in try await store.requestStop(id, by: author, now: now) }
        switch answer {
        case .requested: await wake(.stop)
        case .unknown: throw try await unknown(id)
        case .stoppedBeforeStart, .alreadyFinished: break
        }
        return answer
    }

    /// Puts a finished job back in the queue: the same number, a new attempt.
    package func retry(_ id: JobID) async throws(OperationError) {
        try await requireControl(of: id)
        let (now, author) = (now(), author)
        switch try await storing({ () async throws(StoreError) in try await store.retry(id, by: author, now: now) }) {
        case .queued: await wake(.jobs)
        case .notFinished(let status): throw .notFinished(id, status)
        case .existing(let other): throw .existing(id, other: other)
        case .unknown: throw try await unknown(id)
        }
    }

    /// Queues a new job like this one: same definition, parameters, priority and limits. Of another program's row that no definition
    /// knows, the same script: whether it may run is the worker's to say.
    package func rerun(_ id: JobID) async throws(OperationError) -> JobID {
        try require(.jobsControl)
        let old = try await visible(id)
        guard !old.hasUnreadableParameters else { throw .unreadableParameters(id) }
        guard let definition = old.key.flatMap(catalogue.definition) ?? catalogue.definition(forScript: old.scriptPath) else {
            guard old.key == nil else { throw .definitionGone(id, name: old.name) }
            return try await queue([likeIt(old)])[0].id
        }
        var request = EnqueueRequest(key: definition.key.value)
        request.parameters = old.parameters
        request.priority = old.priority
        request.maxRetries = old.maxRetries
        request.timeoutSeconds = old.timeoutSeconds
        return try await queue([try newJob(request)])[0].id
    }

    /// A job whose key the principal doesn't see is as good as none.
    private func requireControl(of id: JobID) async throws(OperationError) {
        try require(.jobsControl)
        if !principal.keyGlobs.isEmpty { _ = try await visible(id) }
    }

    private func likeIt(_ old: Job) -> NewJob {
        var job = NewJob(key: nil, name: old.name, scriptPath: old.scriptPath)
        job.queue = old.queue
        job.concurrency = old.concurrency
        job.priority = old.priority
        job.maxRetries = old.maxRetries
        job.timeoutSeconds = old.timeoutSeconds
        job.parameters = old.parameters
        job.submittedBy = principal.name
        return job
    }
}
