/// What the product asks of a database about what is to be told. The words of ``JobStore`` hold here too: a call that returns has
/// committed, a call that throws has changed nothing.
package protocol NoticeStore: Sendable {
    /// Where each mark stands: up to when something was looked at. One that is new, or has another detail than before, begins at `now`.
    func noticeMarks(_ details: [String: String], now: Instant) async throws(StoreError) -> [String: Instant]
    /// Moves a mark on. One that is missing, or as late already, stays as it is.
    func moveNoticeMark(_ name: String, to instant: Instant) async throws(StoreError)

    /// Writes notices down, to be sent at once. One whose kind, subject and channel are there already, in whatever state, is left out.
    /// Returns how many were written.
    func record(_ notices: [NewNotice], now: Instant) async throws(StoreError) -> Int
    /// Takes up to `limit` notices that are to be sent now, those that wait longest first: counts a try, and keeps others from them until
    /// `lease`.
    func claimNotices(limit: Int, until lease: Instant, now: Instant) async throws(StoreError) -> [Notice]
    /// Notes what became of a try. False, and nothing done: another one has tried since, or the notice is over or gone.
    func conclude(_ notice: Notice, _ end: NoticeEnd, now: Instant) async throws(StoreError) -> Bool
    /// Newest first, at most `filter.limit`.
    func notices(_ filter: NoticeFilter) async throws(StoreError) -> [Notice]
}
