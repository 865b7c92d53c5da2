import Synchronization
import YobanCore

extension Fault {
    static let signIn: [Fault] = [
        Fault("uses a link that is looked at", caughtBy: "link-look") { broken, inner in
            broken.onLink = { hash in
                let found = try await inner.signInLink(hash: hash)
                inner.state.withLock { $0.links.removeAll { $0.hash == hash } }
                return found
            }
        },
        Fault("compares hashes of links as people read them", caughtBy: "link-look") { broken, inner in
            broken.onLink = { try await inner.signInLink(hash: $0.lowercased()) }
        },
        Fault("lets a link be used again", caughtBy: "sign-in-once", "sign-in-race") { broken, inner in
            broken.onSignIn = { hash, session, now in
                let copy = ClaimToken.new().value
                inner.state.withLock { state in
                    guard var link = state.links.first(where: { $0.hash == hash }) else { return }
                    link.hash = copy
                    state.links.append(link)
                }
                return try await inner.signIn(link: copy, session, now: now)
            }
        },
        Fault("forgets when a user signed in", caughtBy: "sign-in-once") { broken, inner in
            broken.onSignIn = { hash, session, now in
                let opened = try await inner.signIn(link: hash, session, now: now)
                inner.spoilUsers { $0.lastSignInAt = nil }
                return opened
            }
        },
        Fault("forgets where a session was opened", caughtBy: "sign-in-once") { broken, inner in
            broken.onSignIn = { hash, session, now in
                var session = session
                session.address = nil
                return try await inner.signIn(link: hash, session, now: now)
            }
        },
        Fault("finds a session by any hash", caughtBy: "sign-in-once") { broken, inner in
            broken.onSession = { hash in
                let all = try await inner.sessions()
                return all.first { $0.new.hash == hash } ?? all.first
            }
        },
        Fault("lists the oldest session first", caughtBy: "sign-in-once") { broken, inner in
            broken.onSessions = { try await inner.sessions().reversed() }
        },
        Fault("takes a link at its end", caughtBy: "sign-in-late") { broken, inner in
            broken.onSignIn = { try await inner.signIn(link: $0, $1, now: $2 - .milliseconds(1)) }
        },
        Fault("uses up a link that came too late", caughtBy: "sign-in-late") { broken, inner in
            broken.onSignIn = { hash, session, now in
                let opened = try await inner.signIn(link: hash, session, now: now)
                inner.state.withLock { $0.links.removeAll { $0.hash == hash } }
                return opened
            }
        },
        Fault("shows the user of a session as it was", caughtBy: "session-user") { broken, inner in
            broken.onSession = { hash in inner.state.withLock { $0.sessions.first { $0.new.hash == hash } } }
        },
        Fault("keeps the first use of a session", caughtBy: "session-use") { broken, _ in broken.onNoteSessionUse = { _, _ in } },
        Fault("keeps the use of a session that was told last", caughtBy: "session-use") { broken, inner in
            broken.onNoteSessionUse = { id, now in inner.spoilSessions { if $0.id == id { $0.lastUsedAt = now } } }
        },
        Fault("ends all sessions of a user", caughtBy: "session-end") { broken, inner in
            broken.onEndSession = { id, author, now in
                let isEnded = try await inner.endSession(id, by: author, now: now)
                if isEnded { inner.state.withLock { $0.sessions = [] } }
                return isEnded
            }
        },
        Fault("ends a session again", caughtBy: "session-end") { broken, inner in
            broken.onEndSession = { id, author, now in
                _ = try await inner.endSession(id, by: author, now: now)
                return true
            }
        },
        Fault("keeps links for ever", caughtBy: "sign-in-prune") { broken, inner in
            broken.onPrune = { before, limit in
                let kept = inner.state.withLock { $0.links }
                defer { inner.state.withLock { $0.links = kept } }
                return try await inner.prune(finishedBefore: before, limit: limit)
            }
        },
        Fault("keeps sessions for ever", caughtBy: "sign-in-prune") { broken, inner in
            broken.onPrune = { before, limit in
                let kept = inner.state.withLock { $0.sessions }
                defer { inner.state.withLock { $0.sessions = kept } }
                return try await inner.prune(finishedBefore: before, limit: limit)
            }
        },
        Fault("removes all old sessions at once", caughtBy: "sign-in-prune") { broken, inner in
            broken.onPrune = { before, _ in try await inner.prune(finishedBefore: before, limit: 9) }
        },
    ]
}

extension MemoryStore {
    /// Damages every session.
    func spoilSessions(_ change: (inout UserSession) -> Void) {
        state.withLock { state in
            for index in state.sessions.indices { change(&state.sessions[index]) }
        }
    }
}
