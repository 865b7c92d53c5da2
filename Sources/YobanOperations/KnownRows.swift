import Synchronization

/// The rows of tokens or sessions that opened something just now: a client that asks often is not looked up in the store each time.
///
/// Nothing tells one process what another revokes. So a row is believed for ``Authentication/belief`` from before it was read, and whoever
/// revokes something waits for as long: ``Operations/revocationsAreInForce()``.
final class KnownRows<Row: Sendable>: Sendable {
    /// More are forgotten all at once.
    private static var most: Int { 1000 }

    private struct Entry {
        var row: Row
        var readAt: ContinuousClock.Instant
    }

    /// By the hash of the secret.
    private let entries = Mutex<[String: Entry]>([:])

    /// - Parameter now: the time of a clock that nobody sets back.
    func row(hash: String, at now: ContinuousClock.Instant) -> Row? {
        entries.withLock { entries in
            guard let entry = entries[hash] else { return nil }
            if now - entry.readAt < Authentication.belief { return entry.row }
            entries[hash] = nil
            return nil
        }
    }

    /// - Parameter readAt: the time before the store was asked.
    func note(_ row: Row, hash: String, readAt: ContinuousClock.Instant) {
        entries.withLock { entries in
            if entries.count >= Self.most { entries = [:] }
            entries[hash] = Entry(row: row, readAt: readAt)
        }
    }

    func change(hash: String, _ change: (inout Row) -> Void) {
        entries.withLock { entries in
            guard var entry = entries[hash] else { return }
            change(&entry.row)
            entries[hash] = entry
        }
    }
}
