import Testing
import YobanCore

extension StoreLaw {
    static let tokens: [StoreLaw] = [
        StoreLaw("token-fields", "a token comes back as it was kept, by the hash of its secret and in the list") { stage in
            var full = NewAccessToken.sample("配備 O'Hara %_", scopes: Set(Scope.allCases))
            full.keyGlobs = ["sync-*", "夜?\n\"[%_']", "\\"]
            full.expiresAt = .at(1000.001)
            let plain = NewAccessToken.sample("plain", scopes: [.jobsRead])
            let kept = [
                try await stage.store.addToken(full, by: Stage.author, now: .at(1.5)),
                try await stage.store.addToken(plain, by: Stage.author, now: .at(2)),
            ].compactMap(\.self)
            try #require(kept.map(\.new) == [full, plain])
            #expect(kept.map(\.createdAt) == [.at(1.5), .at(2)])
            #expect(kept.allSatisfy { $0.lastUsedAt == nil && $0.revokedAt == nil } && kept[0].id < kept[1].id)
            try await #expect(stage.store.tokens() == kept)
            for token in kept { try await #expect(stage.store.token(hash: token.new.hash) == token) }
            try await #expect(stage.store.token(hash: plain.hash.uppercased()) == nil)
            try await #expect(stage.store.token(hash: "") == nil)
        },
        StoreLaw("token-name", "of the tokens that are not revoked only one has a name") { stage in
            let first = try #require(try await stage.store.addToken(.sample("deploy"), by: Stage.author, now: .at(1)))
            try await #expect(stage.store.addToken(.sample("deploy"), by: Stage.author, now: .at(2)) == nil)
            try await #expect(stage.store.tokens() == [first])
            for other in ["Deploy", "deploy ", "dépl\u{6F}y"] {
                try await #expect(stage.store.addToken(.sample(other), by: Stage.author, now: .at(3)) != nil, "\(other)")
            }
            try await #expect(stage.store.revokeToken(first.id, by: Stage.author, now: .at(4)))
            let second = try #require(try await stage.store.addToken(.sample("deploy"), by: Stage.author, now: .at(5)))
            try await #expect(stage.store.revokeToken(second.id, by: Stage.author, now: .at(6)))
            try await #expect(stage.store.addToken(.sample("deploy"), by: Stage.author, now: .at(7)) != nil)
        },
        StoreLaw("token-race", "of many that make a token of one name at once, one does") { stage in
            let made = try await withThrowingTaskGroup(of: AccessToken?.self) { group in
                for _ in 0..<6 { group.addTask { try await stage.store.addToken(.sample("deploy"), by: Stage.author, now: .at(1)) } }
                return try await group.reduce(into: []) { $0 += [$1].compactMap(\.self) }
            }
            #expect(made.count == 1)
            try await #expect(stage.store.tokens() == made)
        },
        StoreLaw("token-revoke", "a revoked token is still found, and is revoked once") { stage in
            var token = try #require(try await stage.store.addToken(.sample("deploy"), by: Stage.author, now: .at(1)))
            let other = try #require(try await stage.store.addToken(.sample("other"), by: Stage.author, now: .at(1)))
            try await #expect(stage.store.revokeToken(token.id, by: Stage.author, now: .at(2)))
            for id in [token.id, 999_999] { try await #expect(!stage.store.revokeToken(id, by: Stage.author, now: .at(3))) }
            token.revokedAt = .at(2)
            try await #expect(stage.store.tokens() == [token, other])
            try await #expect(stage.store.token(hash: token.new.hash) == token)
        },
        StoreLaw("token-use", "the last use of a token is the latest instant that was told") { stage in
            let token = try #require(try await stage.store.addToken(.sample("deploy"), by: Stage.author, now: .at(1)))
            let other = try #require(try await stage.store.addToken(.sample("other"), by: Stage.author, now: .at(1)))
            for (used, latest) in [(5.0, 5.0), (9.001, 9.001), (7, 9.001)] {
                try await stage.store.noteUse(ofToken: token.id, at: .at(used))
                try await #expect(stage.store.token(hash: token.new.hash)?.lastUsedAt == .at(latest))
            }
            try await stage.store.noteUse(ofToken: 999_999, at: .at(9))
            try await #expect(stage.store.token(hash: other.new.hash) == other)
        },
        StoreLaw("token-audit", "who made and who revoked a token is noted, once") { stage in
            let token = try #require(try await stage.store.addToken(.sample("deploy"), by: Stage.author, now: .at(1)))
            _ = try await stage.store.addToken(.sample("deploy"), by: Stage.author, now: .at(2))
            for second in [3.0, 4] { _ = try await stage.store.revokeToken(token.id, by: .other, now: .at(second)) }
            try await stage.expectAudit([
                .init(.at(1), .createToken, "\(token.id)", after: "active"),
                .init(.at(3), .revokeToken, "\(token.id)", by: .other, before: "active", after: "revoked"),
            ])
        },
    ]

    static let requests: [StoreLaw] = [
        StoreLaw("request-answer", "a request is new once; then it is under way, then its answer is told as it was kept") { stage in
            let request = IdempotentRequest(sender: "token:deploy", key: "鍵 1", hash: String(repeating: "a", count: 64))
            try await #expect(stage.store.begin(request, now: .at(1.5)) == .new)
            try await #expect(stage.store.begin(request, now: .at(2)) == .underWay(since: .at(1.5)))
            var other = request
            other.hash = String(repeating: "b", count: 64)
            try await #expect(stage.store.begin(other, now: .at(3)) == .otherRequest)
            let answer = KeptAnswer(status: 201, body: "{\"ids\":[1],\"夜\":\"it's\"}", location: "/api/v1/jobs/1")
            try await stage.store.finish(request, answer)
            try await #expect(stage.store.begin(request, now: .at(4)) == .answered(answer))
            try await #expect(stage.store.begin(other, now: .at(5)) == .otherRequest)
        },
        StoreLaw("request-empty", "an answer without a body and a place is an answer") { stage in
            let request = IdempotentRequest(sender: "s", key: "k", hash: "a")
            _ = try await stage.store.begin(request, now: .at(1))
            try await stage.store.finish(request, KeptAnswer(status: 204, body: ""))
            try await #expect(stage.store.begin(request, now: .at(2)) == .answered(KeptAnswer(status: 204, body: "")))
        },
        StoreLaw("request-sender", "two senders may use one key, and keys differ by each character") { stage in
            for (sender, key) in [("a", "k"), ("b", "k"), ("A", "k"), ("a", "K"), ("a", "k ")] {
                let request = IdempotentRequest(sender: sender, key: key, hash: "a")
                try await #expect(stage.store.begin(request, now: .at(1)) == .new, "\(sender) \(key)")
            }
        },
        StoreLaw("request-forget", "a request that was not carried out is new again; one that was answered is not forgotten") { stage in
            let request = IdempotentRequest(sender: "s", key: "k", hash: "a")
            _ = try await stage.store.begin(request, now: .at(1))
            try await stage.store.forget(IdempotentRequest(sender: "s", key: "k", hash: "b"))
            try await #expect(stage.store.begin(request, now: .at(2)) == .underWay(since: .at(1)))
            try await stage.store.forget(request)
            try await #expect(stage.store.begin(request, now: .at(3)) == .new)
            try await stage.store.finish(request, KeptAnswer(status: 200, body: "[]"))
            try await stage.store.forget(request)
            try await #expect(stage.store.begin(request, now: .at(4)) == .answered(KeptAnswer(status: 200, body: "[]")))
        },
        StoreLaw("request-race", "of many that bring one request at once, one is to carry it out") { stage in
            let request = IdempotentRequest(sender: "s", key: "k", hash: "a")
            let answers = try await withThrowingTaskGroup(of: IdempotencyState.self) { group in
                for _ in 0..<6 { group.addTask { try await stage.store.begin(request, now: .at(1)) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count { $0 == .new } == 1)
            #expect(answers.count { $0 == .underWay(since: .at(1)) } == 5)
        },
        StoreLaw("request-prune", "requests that are older than what is kept are forgotten, no more than asked for") { stage in
            func request(_ second: Int) -> IdempotentRequest { IdempotentRequest(sender: "s", key: "\(second)", hash: "a") }
            for second in 1...4 { _ = try await stage.store.begin(request(second), now: .at(Double(second))) }
            try await stage.store.finish(request(2), KeptAnswer(status: 200, body: ""))
            try await #expect(stage.store.prune(finishedBefore: .at(4), limit: 2) == 0)
            var states: [IdempotencyState] = []
            for second in 1...4 { states.append(try await stage.store.begin(request(second), now: .at(9))) }
            #expect(states == [.new, .new, .underWay(since: .at(3)), .underWay(since: .at(4))])
            try await #expect(stage.store.prune(finishedBefore: .at(4), limit: 2) == 0)
            try await #expect(stage.store.begin(request(3), now: .at(9)) == .new)
            try await #expect(stage.store.begin(request(4), now: .at(9)) == .underWay(since: .at(4)))
        },
    ]
}

extension NewAccessToken {
    /// With a secret of its own.
    static func sample(_ name: String, scopes: Set<Scope> = [.jobsRead]) -> NewAccessToken {
        NewAccessToken(name: name, hash: ClaimToken.new().value + ClaimToken.new().value, scopes: scopes, createdBy: "山田")
    }
}

extension Author {
    static let other = Author(name: "鈴木")
}
