import Synchronization
package import YobanCore

extension MemoryStore {
    /// A request as it was noted.
    struct Request {
        var request: IdempotentRequest
        var begunAt: Instant
        var answer: KeptAnswer?
    }

    package func addToken(_ token: NewAccessToken, by author: Author, now: Instant) async throws(StoreError) -> AccessToken? {
        state.withLock { state in
            if state.tokens.contains(where: { $0.new.name == token.name && $0.revokedAt == nil }) { return nil }
            let added = AccessToken(id: Int64(state.tokens.count + 1), new: token, createdAt: now)
            state.tokens.append(added)
            state.note(.createToken, "\(added.id)", by: author, now, after: "active")
            return added
        }
    }

    package func token(hash: String) async throws(StoreError) -> AccessToken? {
        state.withLock { $0.tokens.first { $0.new.hash == hash } }
    }

    package func tokens() async throws(StoreError) -> [AccessToken] { state.withLock { $0.tokens } }

    package func revokeToken(_ id: Int64, by author: Author, now: Instant) async throws(StoreError) -> Bool {
        state.withLock { state in
            guard let index = state.tokens.firstIndex(where: { $0.id == id && $0.revokedAt == nil }) else { return false }
            state.tokens[index].revokedAt = now
            state.note(.revokeToken, "\(id)", by: author, now, before: "active", after: "revoked")
            return true
        }
    }

    package func noteUse(ofToken id: Int64, at now: Instant) async throws(StoreError) {
        state.withLock { state in
            guard let index = state.tokens.firstIndex(where: { $0.id == id }) else { return }
            state.tokens[index].lastUsedAt = max(state.tokens[index].lastUsedAt ?? now, now)
        }
    }

    package func audit(_ filter: AuditFilter) async throws(StoreError) -> [AuditEntry] {
        state.withLock { state in
            let matching = state.audit.reversed().filter { entry in
                (filter.author.map { entry.author.name == $0 } ?? true) && (filter.target.map { entry.target == $0 } ?? true)
                    && (filter.before.map { entry.id < $0 } ?? true)
            }
            return Array(matching.prefix(max(0, filter.limit)))
        }
    }

    package func begin(_ request: IdempotentRequest, now: Instant) async throws(StoreError) -> IdempotencyState {
        state.withLock { state in
            guard let known = state.requests.first(where: { $0.request.sender == request.sender && $0.request.key == request.key }) else {
                state.requests.append(Request(request: request, begunAt: now))
                return .new
            }
            guard known.request == request else { return .otherRequest }
            return known.answer.map { .answered($0) } ?? .underWay(since: known.begunAt)
        }
    }

    package func finish(_ request: IdempotentRequest, _ answer: KeptAnswer) async throws(StoreError) {
        state.withLock { state in
            guard let index = state.requests.firstIndex(where: { $0.request == request }) else { return }
            state.requests[index].answer = answer
        }
    }

    package func forget(_ request: IdempotentRequest) async throws(StoreError) {
        state.withLock { $0.requests.removeAll { $0.request == request && $0.answer == nil } }
    }

    package func queueFigures() async throws(StoreError) -> [QueueFigures] {
        state.withLock { state in
            var figures: [String: QueueFigures] = [:]
            for job in state.sorted.map(\.job) where !job.status.isFinished {
                var one = figures[job.queue] ?? QueueFigures(queue: job.queue)
                if job.status == .running {
                    one.running += 1
                } else if job.hold != nil || job.stopRequested {
                    one.held += 1
                } else {
                    one.ready += 1
                    one.oldestReady = min(one.oldestReady ?? job.createdAt, job.createdAt)
                }
                figures[job.queue] = one
            }
            return figures.values.map(\.capped).sorted { $0.queue < $1.queue }
        }
    }

    package func lastCompleted(of keys: [JobKey]) async throws(StoreError) -> [JobKey: Instant] {
        state.withLock { state in
            var last: [JobKey: Instant] = [:]
            // The newest by number, as the index has it.
            for job in state.sorted.map(\.job) where job.status == .completed {
                if let key = job.key, keys.contains(key), let end = job.completedAt { last[key] = end }
            }
            return last
        }
    }
}

extension MemoryStore.State {
    /// Writes down a change that has an author.
    mutating func note(
        _ action: AuditAction, _ target: String, by author: Author?, _ now: Instant, before: String? = nil, after: String? = nil
    ) {
        guard let author else { return }
        lastAudit += 1
        audit.append(AuditEntry(id: lastAudit, at: now, author: author, action: action, target: target, before: before, after: after))
    }
}

extension QueueFigures {
    fileprivate var capped: Self {
        var capped = self
        capped.ready = min(ready, Self.largestCount)
        capped.held = min(held, Self.largestCount)
        capped.running = min(running, Self.largestCount)
        return capped
    }
}
