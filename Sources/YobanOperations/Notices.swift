package import YobanCore

extension Operations {
    /// What was told and what waits, newest first. Only for those who may see everything: it names the channels.
    package func notices(_ filter: NoticeFilter) async throws(OperationError) -> [Notice] {
        try require(.admin)
        return try await storing { () async throws(StoreError) in try await store.notices(filter) }
    }
}
