/// How often a notice that can't be sent is tried again.
package enum NoticePatience {
    /// The pause after the first, second, … failed try; after these always the last one.
    private static let pauses: [Duration] = [.seconds(10), .seconds(60), .seconds(300), .seconds(1800), .seconds(7200)]
    /// After so long it is of no use.
    package static let longest: Duration = .seconds(24 * 3600)
    /// How long one try may take, with all that belongs to it, before another host takes it over.
    package static let lease: Duration = .seconds(120)

    /// What becomes of a notice after a try that failed.
    ///
    /// - Parameter isFinal: the receiver says that it never wants it.
    package static func end(of notice: Notice, error: String, isFinal: Bool = false, now: Instant) -> NoticeEnd {
        let next = now + pauses[min(max(notice.tries, 1), pauses.count) - 1]
        return isFinal || next > notice.at + longest ? .givenUp(error: error) : .again(at: next, error: error)
    }
}
