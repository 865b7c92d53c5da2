package import YobanCore

extension Operations {
    /// When the oldest job that is still kept finished; nil where none is. For administrators: it tells of jobs of any key.
    package func oldestEnd() async throws(OperationError) -> Instant? {
        try require(.admin)
        let start = Instant(milliseconds: 0)
        return try await storing { () async throws(StoreError) in try await store.finished(since: start, after: nil, limit: 1) }
            .first?.finishedAt
    }
}
