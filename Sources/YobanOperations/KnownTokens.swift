import Synchronization
import YobanCore

/// The rows of tokens that opened something just now: a client that asks often is not looked up in the store each time.
///
/// Nothing tells one process what another revokes. So a row is believed for ``lifetime`` from before it was read, and whoever revokes a token
/// waits for as long: ``Operations/revocationsAreInForce()``.
final class KnownTokens: Sendable {
    static let lifetime: Duration = .seconds(1)
    /// More are forgotten all at once.
    private static let most = 1000

    private struct Entry {
        var token: AccessToken
        var readAt: ContinuousClock.Instant
    }

    /// By the hash of the secret.
    private let entries = Mutex<[String: Entry]>([:])

    /// - Parameter now: the time of a clock that nobody sets back.
    func token(hash: String, at now: ContinuousClock.Instant) -> AccessToken? {
        entries.withLock { entries in
            guard let entry = entries[hash] else { return nil }
            if now - entry.readAt < Self.lifetime { return entry.token }
            entries[hash] = nil
            return nil
        }
    }

    /// - Parameter readAt: the time before the store was asked.
    func note(_ token: AccessToken, readAt: ContinuousClock.Instant) {
        entries.withLock { entries in
            if entries.count >= Self.most { entries = [:] }
            entries[token.new.hash] = Entry(token: token, readAt: readAt)
        }
    }

    func noteUse(hash: String, at now: Instant) { entries.withLock { $0[hash]?.token.lastUsedAt = now } }
}
