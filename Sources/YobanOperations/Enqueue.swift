package import YobanCore

/// What may be said when a job is queued. Nil: as the definition says.
package struct EnqueueRequest: Sendable, Equatable {
    package var key: String
    package var parameters: [String: String] = [:]
    package var priority: Int?
    package var maxRetries: Int?
    package var timeoutSeconds: Int?
    package var runAfter: Instant?
    package var uniqueKey: String?
    package var trace: TraceParent?

    package init(key: String) { self.key = key }
}

extension Operations {
    /// Queues jobs, all or none, in the order given. Returns after the commit.
    package func enqueue(_ requests: [EnqueueRequest]) async throws(OperationError) -> [Enqueued] {
        try require(.jobsEnqueue)
        var jobs: [NewJob] = []
        for request in requests { jobs.append(try newJob(request)) }
        return try await queue(jobs)
    }

    func queue(_ jobs: [NewJob]) async throws(OperationError) -> [Enqueued] {
        let (now, author) = (now(), author)
        let enqueued = try await storing { () async throws(StoreError) in try await store.enqueue(jobs, by: author, now: now) }
        await wake(.jobs)
        return enqueued
    }

    func newJob(_ request: EnqueueRequest) throws(OperationError) -> NewJob {
        guard let key = JobKey(request.key), let definition = catalogue.definition(key), principal.sees(key) else {
            throw .unknownKey(request.key, among: definitions)
        }
        do throws(ParameterError) {
            _ = try definition.checked(parameters: request.parameters)
        } catch {
            throw .parameters(key, error)
        }
        var job = NewJob(definition, parameters: request.parameters)
        job.submittedBy = principal.name
        job.priority = request.priority ?? job.priority
        job.maxRetries = request.maxRetries ?? job.maxRetries
        job.timeoutSeconds = request.timeoutSeconds ?? job.timeoutSeconds
        job.runAfter = request.runAfter
        job.uniqueKey = request.uniqueKey
        job.trace = request.trace
        return job
    }
}
