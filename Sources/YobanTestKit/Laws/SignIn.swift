import Testing
import YobanCore

extension StoreLaw {
    static let signIn: [StoreLaw] = [
        StoreLaw("link-look", "a link is found by its hash with its user as it is now, and looking does not use it") { stage in
            let (user, other) = (try await stage.user("yamada"), try await stage.user("suzuki"))
            try await stage.link("a", for: user, until: .at(10.001))
            try await stage.link("b", for: other)
            _ = try await stage.change(user, .admin, isDisabled: false)
            for _ in 0..<2 {
                let found = try #require(try await stage.store.signInLink(hash: "a"))
                #expect(found.user.id == user.id && found.user.role == .admin && found.expiresAt == .at(10.001))
            }
            try await #expect(stage.store.signInLink(hash: "b")?.user == other)
            for hash in ["A", "a ", ""] { try await #expect(!stage.isLinked(hash), "\(hash)") }
            let unknown = NewSignInLink(hash: "c", user: 999_999, expiresAt: .at(10), createdBy: "山田")
            try await #expect(!stage.store.addSignInLink(unknown, by: Stage.author, now: .at(1)))
            try await #expect(!stage.isLinked("c"))
        },
        StoreLaw("sign-in-once", "a link opens one session of its user, which comes back as it was opened") { stage in
            var (user, other) = (try await stage.user("yamada"), try await stage.user("suzuki"))
            try await stage.link("a", for: user)
            let new = NewUserSession(hash: "s", address: "2001:db8::1", agent: "夜 \"'\\%", expiresAt: .at(500.001))
            let opened = try #require(try await stage.store.signIn(link: "a", new, now: .at(7.5)))
            user.lastSignInAt = .at(7.5)
            #expect(opened.new == new && opened.user == user && opened.createdAt == .at(7.5) && opened.lastUsedAt == .at(7.5))
            try await #expect(stage.store.users() == [user, other])
            try await #expect(stage.store.session(hash: "s") == opened)
            try await #expect(stage.store.sessions() == [opened])
            try await #expect(stage.store.session(hash: "S") == nil)
            try await #expect(!stage.isLinked("a"))
            try await #expect(stage.signIn("a") == nil)
            try await #expect(stage.store.sessions() == [opened])
            try await stage.link("b", for: other)
            let plain = NewUserSession(hash: "t", address: nil, agent: "", expiresAt: .at(9))
            let second = try #require(try await stage.store.signIn(link: "b", plain, now: .at(8)))
            other.lastSignInAt = .at(8)
            #expect(second.new == plain && second.user == other && second.id > opened.id)
            try await #expect(stage.store.sessions() == [second, opened])
        },
        StoreLaw("sign-in-late", "a link opens nothing from its end on, and one that is not there opens nothing") { stage in
            let user = try await stage.user("yamada")
            try await stage.link("a", for: user, until: .at(10))
            try await stage.link("b", for: user, until: .at(10))
            for (hash, second) in [("a", 10.0), ("a", 11), ("c", 3), ("", 3)] {
                try await #expect(stage.signIn(hash, at: second) == nil, "\(hash)")
            }
            try await #expect(stage.isLinked("a"))
            try await #expect(stage.store.users() == [user])
            try await #expect(stage.signIn("b", at: 9.999) != nil)
        },
        StoreLaw("sign-in-race", "of many that use one link at once, one signs in") { stage in
            let user = try await stage.user("yamada")
            try await stage.link("a", for: user)
            let opened = try await stage.atOnce {
                let new = NewUserSession(hash: ClaimToken.new().value, address: nil, agent: "", expiresAt: .at(1000))
                return try await stage.store.signIn(link: "a", new, now: .at(3))
            }.compactMap(\.self)
            #expect(opened.count == 1)
            try await #expect(stage.store.sessions() == opened)
            try await #expect(stage.store.audit(AuditFilter()).count { $0.action == .signIn } == 1)
        },
        StoreLaw("sign-in-disable-race", "who is disabled while signing in or being given a link has neither afterwards") { stage in
            let user = try await stage.user("yamada")
            for round in 0..<8 {
                try await stage.link("\(round)", for: user)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { _ = try await stage.signIn("\(round)") }
                    group.addTask { _ = try await stage.change(user, .operator, isDisabled: true) }
                    group.addTask {
                        _ = try await stage.store.addSignInLink(.sample("late \(round)", user), by: Stage.author, now: .at(3))
                    }
                    try await group.waitForAll()
                }
                try await #expect(stage.store.sessions().isEmpty)
                for hash in ["\(round)", "late \(round)"] { try await #expect(!stage.isLinked(hash), "\(hash)") }
                _ = try await stage.change(user, .operator, isDisabled: false)
            }
        },
        StoreLaw("session-user", "a session shows its user as it is now") { stage in
            let user = try await stage.user("yamada")
            try await stage.link("a", for: user)
            _ = try await stage.signIn("a")
            _ = try await stage.change(user, .viewer, isDisabled: false)
            try await #expect(stage.store.session(hash: "session a")?.user.role == .viewer)
            try await #expect(stage.store.sessions().map(\.user.role) == [.viewer])
        },
        StoreLaw("session-use", "of two uses of a session the later one stays") { stage in
            let user = try await stage.user("yamada")
            for hash in ["a", "b"] { try await stage.link(hash, for: user) }
            let session = try #require(try await stage.signIn("a"))
            let other = try #require(try await stage.signIn("b"))
            for (used, latest) in [(2.0, 3.0), (5.0, 5.0), (9.001, 9.001), (7, 9.001)] {
                try await stage.store.noteUse(ofSession: session.id, at: .at(used))
                try await #expect(stage.store.session(hash: "session a")?.lastUsedAt == .at(latest))
            }
            try await stage.store.noteUse(ofSession: 999_999, at: .at(9))
            try await #expect(stage.store.session(hash: "session b")?.lastUsedAt == other.lastUsedAt)
        },
        StoreLaw("session-end", "a session is ended once, and no other") { stage in
            let user = try await stage.user("yamada")
            for hash in ["a", "b"] { try await stage.link(hash, for: user) }
            let session = try #require(try await stage.signIn("a"))
            let other = try #require(try await stage.signIn("b"))
            try await #expect(stage.store.endSession(session.id, by: Stage.author, now: .at(4)))
            for id in [session.id, 999_999] { try await #expect(!stage.store.endSession(id, by: Stage.author, now: .at(5))) }
            try await #expect(stage.store.session(hash: "session a") == nil)
            try await #expect(stage.store.sessions().map(\.id) == [other.id])
        },
        StoreLaw("sign-in-prune", "links and sessions that expired before are removed, no more than asked for") { stage in
            let user = try await stage.user("yamada")
            for second in 1...4 {
                try await stage.link("old \(second)", for: user, at: 0)
                _ = try #require(try await stage.signIn("old \(second)", at: 0.5, until: .at(Double(second))))
                try await stage.link("\(second)", for: user, until: .at(Double(second)), at: 0)
            }
            func left() async throws -> [[Instant]] {
                var links: [Instant] = []
                for second in 1...4 where try await stage.isLinked("\(second)") { links.append(.at(Double(second))) }
                return [links, try await stage.store.sessions().map(\.new.expiresAt).sorted()]
            }
            try await #expect(left().map(\.count) == [4, 4])
            for rest in [[3.0, 4], [4], [4]] {
                try await #expect(stage.store.prune(finishedBefore: .at(4), limit: 2) == 0)
                let kept = rest.map { Instant.at($0) }
                try await #expect(left() == [kept, kept])
            }
            try await #expect(stage.store.users().map(\.id) == [user.id])
        },
    ]
}
