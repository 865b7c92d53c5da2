/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
package struct Instant: Sendable, Hashable, Comparable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    package static func < (a: Self, b: Self) -> Bool { a.milliseconds < b.milliseconds }
    package static func + (a: Self, b: Duration) -> Self { Self(milliseconds: a.milliseconds + b.inMilliseconds) }
    package static func - (a: Self, b: Duration) -> Self { Self(milliseconds: a.milliseconds - b.inMilliseconds) }
    package static func - (a: Self, b: Self) -> Duration { .milliseconds(a.milliseconds - b.milliseconds) }
}

extension Duration {
    /// Whole milliseconds, rounded towards zero.
    package var inMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}

/// Tells the time of day. Handed in wherever a decision needs it; tests hand in a clock that they move.
package typealias Now = @Sendable () -> Instant
