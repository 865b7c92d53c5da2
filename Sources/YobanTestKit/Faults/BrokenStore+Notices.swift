import YobanCore

extension BrokenStore {
    func noticeMarks(_ details: [String: String], now: Instant) async throws(StoreError) -> [String: Instant] {
        try await typed { try await onNoticeMarks(details, now) }
    }
    func moveNoticeMark(_ name: String, to instant: Instant) async throws(StoreError) {
        try await typed { try await onMoveNoticeMark(name, instant) }
    }
    func record(_ notices: [NewNotice], now: Instant) async throws(StoreError) -> Int {
        try await typed { try await onRecord(notices, now) }
    }
    func claimNotices(limit: Int, until lease: Instant, now: Instant) async throws(StoreError) -> [Notice] {
        try await typed { try await onClaimNotices(limit, lease, now) }
    }
    func conclude(_ notice: Notice, _ end: NoticeEnd, now: Instant) async throws(StoreError) -> Bool {
        try await typed { try await onConclude(notice, end, now) }
    }
    func notices(_ filter: NoticeFilter) async throws(StoreError) -> [Notice] { try await typed { try await onNotices(filter) } }
}
