import Testing
import YobanCore

extension StoreLaw {
    static let users: [StoreLaw] = [
        StoreLaw("user-fields", "a user comes back as it was kept, in the order of numbers") { stage in
            let names = ["山田 O'Hara %_\"\\", "admin"]
            var kept: [User] = []
            for (name, role) in zip(names, [Role.operator, .admin]) {
                let new = NewUser(name: name, role: role, createdBy: "鈴木")
                kept += [try await stage.store.addUser(new, by: Stage.author, now: .at(1.5))].compactMap(\.self)
            }
            try #require(kept.count == 2)
            #expect(kept.map(\.name) == names && kept.map(\.role) == [.operator, .admin] && kept[0].id < kept[1].id)
            #expect(kept.allSatisfy { !$0.isDisabled && $0.createdAt == .at(1.5) && $0.createdBy == "鈴木" && $0.lastSignInAt == nil })
            try await #expect(stage.store.users() == kept)
        },
        StoreLaw("user-name", "only one user ever has a name, byte by byte, also when that one is disabled") { stage in
            let first = try await stage.user("yamada")
            try await #expect(stage.store.addUser(.sample("yamada"), by: Stage.author, now: .at(2)) == nil)
            _ = try await stage.change(first, .operator, isDisabled: true)
            try await #expect(stage.store.addUser(.sample("yamada"), by: Stage.author, now: .at(2)) == nil)
            try await #expect(stage.store.users().map(\.id) == [first.id])
            for other in ["Yamada", "yamada ", "y\u{E1}mada", "ya\u{301}mada"] {
                try await #expect(stage.store.addUser(.sample(other), by: Stage.author, now: .at(3)) != nil, "\(other)")
            }
        },
        StoreLaw("user-race", "of many that make a user of one name at once, one does") { stage in
            let made = try await stage.atOnce { try await stage.store.addUser(.sample("yamada"), by: Stage.author, now: .at(1)) }
                .compactMap(\.self)
            #expect(made.count == 1)
            try await #expect(stage.store.users() == made)
        },
        StoreLaw("user-change", "what a user may do is changed, and no other's") { stage in
            var user = try await stage.user("yamada")
            let other = try await stage.user("suzuki")
            for (role, isDisabled) in [(Role.admin, false), (.admin, true), (.viewer, true), (.viewer, false)] {
                try await #expect(stage.change(user, role, isDisabled: isDisabled))
                (user.role, user.isDisabled) = (role, isDisabled)
                try await #expect(stage.store.users() == [user, other])
            }
            let isKnown = try await stage.store.changeUser(999_999, role: .admin, isDisabled: false, by: Stage.author, now: .at(3))
            #expect(!isKnown)
            try await #expect(stage.store.users() == [user, other])
        },
        StoreLaw("user-disable", "who is disabled has no session and no link, gets none, and has none when enabled again") { stage in
            let (user, other) = (try await stage.user("yamada"), try await stage.user("suzuki"))
            for owner in [user, other] {
                try await stage.link("used \(owner.id)", for: owner)
                _ = try #require(try await stage.signIn("used \(owner.id)"))
                try await stage.link("open \(owner.id)", for: owner)
            }
            try await #expect(stage.change(user, .operator, isDisabled: true))
            func left() async throws -> [Int64] { try await stage.store.sessions().map(\.user.id) }
            try await #expect(left() == [other.id])
            try await #expect(!stage.isLinked("open \(user.id)"))
            try await #expect(!stage.store.addSignInLink(.sample("new", user), by: Stage.author, now: .at(3)))
            try await #expect(stage.change(user, .operator, isDisabled: false))
            try await #expect(stage.signIn("open \(user.id)") == nil)
            try await #expect(stage.signIn("new") == nil)
            try await #expect(left() == [other.id])
            try await #expect(stage.signIn("open \(other.id)") != nil)
        },
        StoreLaw("user-audit", "who made, changed and let in a user is noted, and nothing where nothing changed") { stage in
            let user = try await stage.user("yamada")
            _ = try await stage.store.addUser(.sample("yamada"), by: Stage.author, now: .at(2))
            let changes: [(Double, Role, Bool)] = [
                (3, .operator, false), (4, .admin, false), (5, .admin, true), (6, .admin, true), (7, .viewer, false),
            ]
            for (second, role, isDisabled) in changes {
                _ = try await stage.store.changeUser(user.id, role: role, isDisabled: isDisabled, by: .other, now: .at(second))
                if isDisabled { _ = try await stage.store.addSignInLink(.sample("late", user), by: .other, now: .at(second)) }
            }
            try await stage.link("a", for: user, at: 8)
            for second in [9.0, 10] { _ = try await stage.signIn("a", at: second) }
            let session = try #require(try await stage.store.sessions().first)
            for second in [11.0, 12] { _ = try await stage.store.endSession(session.id, by: .other, now: .at(second)) }
            try await stage.expectAudit([
                .init(.at(1), .createUser, "yamada", after: "operator"),
                .init(.at(4), .changeUser, "yamada", by: .other, before: "operator", after: "admin"),
                .init(.at(5), .changeUser, "yamada", by: .other, before: "admin", after: "admin disabled"),
                .init(.at(7), .changeUser, "yamada", by: .other, before: "admin disabled", after: "viewer"),
                .init(.at(8), .linkUser, "yamada", after: nil),
                .init(.at(9), .signIn, "yamada", by: Author(name: "user:yamada", address: "192.0.2.9"), after: nil),
                .init(.at(11), .signOut, "yamada", by: .other, after: nil),
            ])
        },
    ]
}

extension NewUser {
    static func sample(_ name: String) -> NewUser { NewUser(name: name, role: .operator, createdBy: "山田") }
}

extension NewSignInLink {
    static func sample(_ hash: String, _ user: User, until end: Instant = .at(1000)) -> NewSignInLink {
        NewSignInLink(hash: hash, user: user.id, expiresAt: end, createdBy: "山田")
    }
}

extension Stage {
    /// An operator.
    func user(_ name: String) async throws -> User {
        try #require(try await store.addUser(.sample(name), by: Stage.author, now: .at(1)))
    }

    func change(_ user: User, _ role: Role, isDisabled: Bool) async throws -> Bool {
        try await store.changeUser(user.id, role: role, isDisabled: isDisabled, by: Stage.author, now: .at(2))
    }

    func link(_ hash: String, for user: User, until end: Instant = .at(1000), at second: Double = 2) async throws {
        try await #expect(store.addSignInLink(.sample(hash, user, until: end), by: Stage.author, now: .at(second)))
    }

    func isLinked(_ hash: String) async throws -> Bool { try await store.signInLink(hash: hash) != nil }

    /// A session whose hash is that of the link with `session` before it.
    func signIn(_ hash: String, at second: Double = 3, until end: Instant = .at(2000)) async throws -> UserSession? {
        let new = NewUserSession(hash: "session \(hash)", address: "192.0.2.9", agent: "Browser", expiresAt: end)
        return try await store.signIn(link: hash, new, now: .at(second))
    }

    /// What six that do the same at once are told.
    func atOnce<T: Sendable>(_ call: @escaping @Sendable () async throws -> T) async throws -> [T] {
        try await withThrowingTaskGroup(of: T.self) { group in
            for _ in 0..<6 { group.addTask { try await call() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }
}
