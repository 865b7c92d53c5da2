import Synchronization
import YobanCore

extension Fault {
    static let tokens: [Fault] = [
        Fault("forgets the keys of a token", caughtBy: "token-fields") { broken, inner in
            broken.onAddToken = { token, author, now in
                var token = token
                token.keyGlobs = []
                return try await inner.addToken(token, by: author, now: now)
            }
        },
        Fault("finds a token by any hash", caughtBy: "token-fields") { broken, inner in
            broken.onToken = { hash in
                let all = try await inner.tokens()
                return all.first { $0.new.hash == hash } ?? all.first
            }
        },
        Fault("keeps two tokens of a name", caughtBy: "token-name", "token-race", "token-audit") { broken, inner in
            broken.onAddToken = { token, author, now in
                var unlike = token
                unlike.name += "\u{0}\(token.hash)"
                let added = try await inner.addToken(unlike, by: author, now: now)
                inner.spoilTokens { $0.new.name = String($0.new.name.prefix { $0 != "\0" }) }
                return added.map { AccessToken(id: $0.id, new: token, createdAt: now) }
            }
        },
        Fault("never gives a name again", caughtBy: "token-name") { broken, inner in
            broken.onAddToken = { token, author, now in
                guard try await inner.tokens().allSatisfy({ $0.new.name != token.name }) else { return nil }
                return try await inner.addToken(token, by: author, now: now)
            }
        },
        Fault("does not find a revoked token", caughtBy: "token-revoke") { broken, inner in
            broken.onTokens = { try await inner.tokens().filter { $0.revokedAt == nil } }
        },
        Fault("revokes a token again", caughtBy: "token-revoke", "token-audit") { broken, inner in
            broken.onRevokeToken = { id, author, now in
                inner.spoilTokens { $0.revokedAt = nil }
                return try await inner.revokeToken(id, by: author, now: now)
            }
        },
        Fault("keeps the first use of a token", caughtBy: "token-use") { broken, inner in
            broken.onNoteUse = { id, now in
                guard try await inner.tokens().first(where: { $0.id == id })?.lastUsedAt == nil else { return }
                try await inner.noteUse(ofToken: id, at: now)
            }
        },
        Fault("keeps the use of a token that was told last", caughtBy: "token-use") { broken, inner in
            broken.onNoteUse = { id, now in inner.spoilTokens { if $0.id == id { $0.lastUsedAt = now } } }
        },
        Fault("does not note who made a token", caughtBy: "token-audit") { broken, inner in
            broken.onAudit = { try await inner.audit($0).filter { $0.action != .createToken } }
        },
    ]

    static let requests: [Fault] = [
        Fault("takes each request as new", caughtBy: "request-answer", "request-race", "request-forget") { broken, inner in
            broken.onBeginRequest = { request, now in
                _ = try await inner.begin(request, now: now)
                return .new
            }
        },
        Fault("does not compare what is asked", caughtBy: "request-answer") { broken, inner in
            broken.onBeginRequest = { try await inner.begin(likened($0), now: $1) }
            broken.onFinish = { try await inner.finish(likened($0), $1) }
        },
        Fault("forgets where the answer leads", caughtBy: "request-answer") { broken, inner in
            broken.onFinish = { try await inner.finish($0, KeptAnswer(status: $1.status, body: $1.body)) }
        },
        Fault("takes an empty answer for none", caughtBy: "request-empty") { broken, inner in
            broken.onFinish = { if !$1.body.isEmpty { try await inner.finish($0, $1) } }
        },
        Fault("knows one sender only", caughtBy: "request-sender") { broken, inner in
            broken.onBeginRequest = { request, now in
                try await inner.begin(IdempotentRequest(sender: "", key: request.key, hash: request.hash), now: now)
            }
        },
        Fault("compares keys as people read them", caughtBy: "request-sender") { broken, inner in
            broken.onBeginRequest = { request, now in
                let key = request.key.lowercased().filter { $0 != " " }
                return try await inner.begin(IdempotentRequest(sender: request.sender, key: key, hash: request.hash), now: now)
            }
        },
        Fault("never forgets a request", caughtBy: "request-forget") { broken, _ in broken.onForget = { _ in } },
        Fault("forgets a request that was answered", caughtBy: "request-forget") { broken, inner in
            broken.onForget = { request in inner.state.withLock { $0.requests.removeAll { $0.request == request } } }
        },
        Fault("forgets the request of a key, whatever it was", caughtBy: "request-forget") { broken, inner in
            broken.onForget = { request in inner.state.withLock { $0.requests.removeAll { $0.request.key == request.key } } }
        },
        Fault("keeps requests for ever", caughtBy: "request-prune") { broken, inner in
            broken.onPrune = { before, limit in
                let kept = inner.state.withLock { $0.requests }
                defer { inner.state.withLock { $0.requests = kept } }
                return try await inner.prune(finishedBefore: before, limit: limit)
            }
        },
        Fault("removes all old requests at once", caughtBy: "request-prune") { broken, inner in
            broken.onPrune = { before, _ in try await inner.prune(finishedBefore: before, limit: 9) }
        },
    ]

    private static func likened(_ request: IdempotentRequest) -> IdempotentRequest {
        IdempotentRequest(sender: request.sender, key: request.key, hash: "")
    }
}

extension MemoryStore {
    /// Damages every token.
    func spoilTokens(_ change: (inout AccessToken) -> Void) {
        state.withLock { state in
            for index in state.tokens.indices { change(&state.tokens[index]) }
        }
    }
}
