import Glibc
import Synchronization

/// How long a connection waits for the lock of another program, and how.
///
/// SQLite's own handler sleeps longer the longer it has waited, so that a newcomer overtakes those who wait: up to 1.5 s were measured
/// between few processes. Here who has waited longer asks more often, and the pauses are random, so that waiting programs don't march
/// in step.
final class Patience: Sendable {
    private let limit: Duration
    /// When the wait that goes on began. One connection waits at a time: readers of a WAL don't.
    private let begun = Mutex(ContinuousClock.now)

    init(limit: Duration) { self.limit = limit }

    /// SQLite's busy handler: sleeps a little and answers whether to try again. Called on the connection's own thread.
    func waits(tries: Int) -> Bool {
        let now = ContinuousClock.now
        let waited = begun.withLock { begun in
            if tries == 0 { begun = now }
            return now - begun
        }
        guard waited < limit, !Task.isCancelled else { return false }
        let longest: UInt32 = waited < .milliseconds(100) ? 5000 : waited < .seconds(1) ? 2500 : 1200
        usleep(.random(in: 300...longest))
        return true
    }
}
