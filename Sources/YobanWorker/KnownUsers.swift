import Synchronization
import YobanExecution

/// The system's user database, asked at most every ten seconds for each user: a look reads files, or asks a server, for every job.
final class KnownUsers: Sendable {
    private struct Known {
        let user: RunUser
        let at: ContinuousClock.Instant
    }
    private let known = Mutex<[String: Known]>([:])
    private static let lifetime: Duration = .seconds(10)

    func named(_ name: String) throws(RunError) -> RunUser { try remembered(name) { () throws(RunError) in try RunUser.named(name) } }

    func numbered(_ uid: UInt32) throws(RunError) -> RunUser {
        // No user's name begins so.
        try remembered("#\(uid)") { () throws(RunError) in try RunUser.numbered(uid) }
    }

    private func remembered(_ key: String, _ look: () throws(RunError) -> RunUser) throws(RunError) -> RunUser {
        let now = ContinuousClock.now
        if let found = known.withLock({ $0[key] }), now - found.at < Self.lifetime { return found.user }
        let user = try look()
        known.withLock { $0[key] = Known(user: user, at: now) }
        return user
    }
}
