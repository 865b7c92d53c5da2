package import YobanCore

extension Operations {
    package func job(_ id: JobID) async throws(OperationError) -> Job {
        guard let job = try await storing({ () async throws(StoreError) in try await store.job(id) }) else { throw try await unknown(id) }
        return job
    }

    /// Attempts of a job, oldest first.
    package func attempts(of id: JobID) async throws(OperationError) -> [Attempt] {
        try await storing { () async throws(StoreError) in try await store.attempts(of: id) }
    }

    /// Newest first.
    package func jobs(_ filter: JobFilter) async throws(OperationError) -> [Job] {
        try await storing { () async throws(StoreError) in try await store.jobs(filter) }
    }

    /// The jobs of these numbers that exist, in the order given.
    package func jobs(_ ids: [JobID]) async throws(OperationError) -> [Job] {
        guard !ids.isEmpty else { return [] }
        var filter = JobFilter()
        filter.ids = ids
        filter.limit = ids.count
        let found = Dictionary(try await jobs(filter).map { ($0.id, $0) }) { first, _ in first }
        return ids.compactMap { found[$0] }
    }

    /// The newest job of a definition, if it ever had one that is still kept.
    package func newestJob(of key: String) async throws(OperationError) -> Job? {
        guard JobKey(key) != nil else { return nil }
        var filter = JobFilter()
        filter.keyGlob = key
        filter.limit = 1
        return try await jobs(filter).first
    }

    /// Pending jobs that come before this one; nil unless it is pending and ready.
    package func jobsAhead(of id: JobID) async throws(OperationError) -> Int? {
        try await storing { () async throws(StoreError) in try await store.jobsAhead(of: id) }
    }

    /// What the store keeps of an attempt's output, in order: pieces that end after `offset`, as many as hold `limit` bytes together.
    package func log(of attempt: Attempt, from offset: Int64, limit: Int) async throws(OperationError) -> [LogPiece] {
        try await storing { () async throws(StoreError) in
            try await store.log(of: attempt.job, attempt: attempt.number, from: offset, limit: limit)
        }
    }

    func unknown(_ id: JobID) async throws(OperationError) -> OperationError {
        .unknownJob(id, newest: try await storing { () async throws(StoreError) in try await store.newestJob() })
    }
}
