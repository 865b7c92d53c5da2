import Synchronization
import YobanCore

extension Fault {
    static let users: [Fault] = [
        Fault("forgets who made a user", caughtBy: "user-fields") { broken, inner in
            broken.onAddUser = { user, author, now in
                var user = user
                user.createdBy = ""
                return try await inner.addUser(user, by: author, now: now)
            }
        },
        Fault("compares names of users as people read them", caughtBy: "user-name") { broken, inner in
            broken.onAddUser = { user, author, now in
                guard try await inner.users().allSatisfy({ $0.name.lowercased() != user.name.lowercased() }) else { return nil }
                return try await inner.addUser(user, by: author, now: now)
            }
        },
        Fault("gives the name of a disabled user again", caughtBy: "user-name") { broken, inner in
            broken.onAddUser = { user, author, now in
                inner.spoilUsers { if $0.isDisabled { $0.name += "\u{0}" } }
                return try await inner.addUser(user, by: author, now: now)
            }
        },
        Fault("keeps two users of a name", caughtBy: "user-name", "user-race") { broken, inner in
            broken.onAddUser = { user, author, now in
                var unlike = user
                unlike.name += "\u{0}\(ClaimToken.new().value)"
                let added = try await inner.addUser(unlike, by: author, now: now)
                inner.spoilUsers { $0.name = String($0.name.prefix { $0 != "\0" }) }
                return added.map { User(id: $0.id, name: user.name, role: user.role, createdAt: now, createdBy: user.createdBy) }
            }
        },
        Fault("changes every user", caughtBy: "user-change") { broken, inner in
            broken.onChangeUser = { id, role, isDisabled, author, now in
                let isKnown = try await inner.changeUser(id, role: role, isDisabled: isDisabled, by: author, now: now)
                inner.spoilUsers { $0.role = role }
                return isKnown
            }
        },
        Fault("does not find a disabled user", caughtBy: "user-change") { broken, inner in
            broken.onUsers = { try await inner.users().filter { !$0.isDisabled } }
        },
        Fault("knows a user that is not there", caughtBy: "user-change") { broken, inner in
            broken.onChangeUser = { id, role, isDisabled, author, now in
                _ = try await inner.changeUser(id, role: role, isDisabled: isDisabled, by: author, now: now)
                return true
            }
        },
        keeping("keeps the sessions of who is disabled") { after, before in after.sessions = before.sessions },
        keeping("keeps the links of who is disabled") { after, before in after.links = before.links },
        Fault("lets in who is disabled", caughtBy: "user-disable", "sign-in-disable-race") { broken, inner in
            broken.onChangeUser = { id, role, isDisabled, author, now in
                let before = inner.state.withLock { $0 }
                let isKnown = try await inner.changeUser(id, role: role, isDisabled: isDisabled, by: author, now: now)
                inner.state.withLock { state in
                    state.links = before.links
                    for session in before.sessions where !state.sessions.contains(where: { $0.id == session.id }) {
                        state.sessions.append(session)
                    }
                }
                return isKnown
            }
            broken.onSignIn = { hash, session, now in
                inner.spoilUsers { $0.isDisabled = false }
                return try await inner.signIn(link: hash, session, now: now)
            }
        },
        Fault("makes a link for anybody", caughtBy: "user-disable", "link-look") { broken, inner in
            broken.onAddLink = { link, author, now in
                inner.state.withLock { $0.links.append(link) }
                return true
            }
        },
        Fault("notes a change of a user that changed nothing", caughtBy: "user-audit") { broken, inner in
            broken.onChangeUser = { id, role, isDisabled, author, now in
                let before = try await inner.users().first { $0.id == id }
                let isKnown = try await inner.changeUser(id, role: role, isDisabled: isDisabled, by: author, now: now)
                let after = try await inner.users().first { $0.id == id }
                if let before, before == after {
                    inner.note(.changeUser, before.name, now, before: before.standing, after: before.standing)
                }
                return isKnown
            }
        },
        noting("does not note who signed in") { $0.action == .signIn ? nil : $0 },
        noting("notes a sign-in as done by somebody else") { entry in
            var entry = entry
            if entry.action == .signIn { entry.author.name = Stage.author.name }
            return entry
        },
        noting("forgets where somebody signed in from") { entry in
            var entry = entry
            if entry.action == .signIn { entry.author.address = nil }
            return entry
        },
    ]

    /// - Parameter restore: what is as it was before a user was changed.
    private static func keeping(
        _ summary: String, restore: @escaping @Sendable (inout MemoryStore.State, MemoryStore.State) -> Void
    ) -> Fault {
        Fault(summary, caughtBy: "user-disable") { broken, inner in
            broken.onChangeUser = { id, role, isDisabled, author, now in
                let before = inner.state.withLock { $0 }
                let isKnown = try await inner.changeUser(id, role: role, isDisabled: isDisabled, by: author, now: now)
                inner.state.withLock { restore(&$0, before) }
                return isKnown
            }
        }
    }

    private static func noting(_ summary: String, change: @escaping @Sendable (AuditEntry) -> AuditEntry?) -> Fault {
        Fault(summary, caughtBy: "user-audit") { broken, inner in
            broken.onAudit = { try await inner.audit($0).compactMap(change) }
        }
    }
}

extension MemoryStore {
    /// Damages every user.
    func spoilUsers(_ change: (inout User) -> Void) {
        state.withLock { state in
            for index in state.users.indices { change(&state.users[index]) }
        }
    }
}
