import Synchronization
package import YobanCore

/// A clock that stands until a test moves it.
package final class ManualClock: Sendable {
    private let current: Mutex<Instant>

    package init(_ start: Instant = .at(0)) { current = Mutex(start) }

    package func now() -> Instant { current.withLock { $0 } }
    package func advance(by duration: Duration) { current.withLock { $0 = $0 + duration } }
    package func set(_ instant: Instant) { current.withLock { $0 = instant } }
}

extension Instant {
    /// Seconds after 2026-01-01T00:00:00Z: the time in which tests and laws happen.
    package static func at(_ seconds: Double) -> Instant { Instant(milliseconds: 1_767_225_600_000 + Int64(seconds * 1000)) }
}
