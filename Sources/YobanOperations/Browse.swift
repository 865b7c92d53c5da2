package import YobanCore

extension Operations {
    /// A job that the principal sees; to anybody else it does not exist.
    package func job(_ id: JobID) async throws(OperationError) -> Job {
        try require(.jobsRead)
        return try await visible(id)
    }

    func visible(_ id: JobID) async throws(OperationError) -> Job {
        let job = try await storing { () async throws(StoreError) in try await store.job(id) }
        guard let job, principal.sees(job.key) else { throw try await unknown(id) }
        return job
    }

    /// Attempts of a job, oldest first.
    package func attempts(of id: JobID) async throws(OperationError) -> [Attempt] {
        _ = try await job(id)
        return try await storing { () async throws(StoreError) in try await store.attempts(of: id) }
    }

    /// On which host each of these jobs was tried last, of those that the principal sees.
    package func hosts(of jobs: some Sequence<Job>) async throws(OperationError) -> [JobID: String] {
        try require(.jobsRead)
        let ids = jobs.filter { principal.sees($0.key) }.map(\.id)
        if ids.isEmpty { return [:] }
        return try await storing { () async throws(StoreError) in try await store.hosts(of: ids) }
    }

    /// What runs used as time went by, of those that have a series and whose jobs the principal sees.
    package func series(of attempts: [AttemptID]) async throws(OperationError) -> [AttemptID: RunSeries] {
        try require(.jobsRead)
        var filter = JobFilter()
        filter.ids = Array(Set(attempts.compactMap(\.job)))
        filter.limit = filter.ids.count
        if filter.ids.isEmpty { return [:] }
        let visible = Set(try await jobs(filter).map(\.id))
        let seen = attempts.filter { $0.job.map(visible.contains) ?? false }
        return try await storing { () async throws(StoreError) in try await store.series(of: seen) }
    }

    /// Newest first.
    package func jobs(_ filter: JobFilter) async throws(OperationError) -> [Job] {
        try require(.jobsRead)
        var filter = filter
        filter.visibleKeys = principal.keyGlobs
        let visible = filter
        return try await storing { () async throws(StoreError) in try await store.jobs(visible) }
    }

    /// Pending jobs that come before this one; nil unless it is pending and ready.
    package func jobsAhead(of id: JobID) async throws(OperationError) -> Int? {
        _ = try await job(id)
        return try await storing { () async throws(StoreError) in try await store.jobsAhead(of: id) }
    }

    /// What the store keeps of an attempt's output, in order: pieces that end after `offset`, as many as hold `limit` bytes together.
    package func log(of attempt: Attempt, from offset: Int64, limit: Int) async throws(OperationError) -> [LogPiece] {
        try require(.logsRead)
        _ = try await visible(attempt.job)
        return try await storing { () async throws(StoreError) in
            try await store.log(of: attempt.job, attempt: attempt.number, from: offset, limit: limit)
        }
    }

    func unknown(_ id: JobID) async throws(OperationError) -> OperationError {
        // Who sees only some jobs is not told how many there are.
        let newest = principal.keyGlobs.isEmpty ? try await storing { () async throws(StoreError) in try await store.newestJob() } : nil
        return .unknownJob(id, newest: newest)
    }
}
