import Glibc
import Synchronization
import YobanCore

/// Sessions whose end was not seen. The server may still be working for one: what it does would come after what is asked next.
///
/// Each is ended for certain, by any later connection, before that is used for anything else.
final class LostSessions: Sendable {
    private struct Entry {
        let identity: Session.Identity
        /// Claims that nobody knows of, when the call that made them was given up.
        var claims: (worker: WorkerID, tokens: [ClaimToken])?
    }

    private let entries = Mutex<[Entry]>([])

    func add(_ identity: Session.Identity) {
        guard identity.pid != 0 else { return }
        entries.withLock { $0.append(Entry(identity: identity)) }
    }

    /// What was perhaps claimed is to be given back as soon as the server answers.
    func addUnknown(_ tokens: [ClaimToken], of worker: WorkerID) {
        entries.withLock { $0.append(Entry(identity: Session.Identity(pid: 0, start: ""), claims: (worker, tokens))) }
    }

    /// Ends them, and gives back what they claimed.
    func resolve(with session: Session) throws {
        let taken = entries.withLock { entries in
            defer { entries = [] }
            return entries
        }
        guard !taken.isEmpty else { return }
        do {
            for entry in taken where entry.identity.pid != 0 { try Self.end(entry.identity, with: session) }
            for case let claims? in taken.map(\.claims) {
                let tokens = List(claims.tokens.map(\.value))
                try session.run(Query.giveBack, ["worker": claims.worker.value, "tokens": tokens])
            }
        } catch {
            entries.withLock { $0 += taken }
            throw error
        }
    }

    private static func end(_ identity: Session.Identity, with session: Session) throws {
        while try session.run(Query.endSession, ["pid": identity.pid, "start": identity.start]).count > 0 {
            guard session.deadline.map({ ContinuousClock.now < $0 }) ?? true else {
                throw ConnectionLost(message: "the session before this one does not end", isTimeout: true)
            }
            usleep(5000)
        }
    }
}
