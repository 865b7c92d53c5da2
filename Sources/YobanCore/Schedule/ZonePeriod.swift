/// A stretch of time, in seconds since 1970 UTC, during which a zone's offset stays the same. The next one begins at `end`.
///
/// The first has no real start and the last no real end: they carry ``beginningOfTime`` and ``endOfTime``, which leave room for arithmetic.
struct ZonePeriod: Sendable, Hashable {
    static let beginningOfTime = -(1 << 60)
    static let endOfTime = 1 << 60

    let start: Int
    /// The first second that no longer belongs to it.
    let end: Int
    let offset: LocalOffset

    /// What the wall clock shows at the start.
    var firstReading: Int { start + offset.seconds }
    /// What the wall clock shows in the last second.
    var lastReading: Int { end - 1 + offset.seconds }

    /// The same, not reaching back beyond `bound`.
    func clipped(from bound: Int) -> ZonePeriod { ZonePeriod(start: max(start, bound), end: end, offset: offset) }
}
