import Synchronization
package import YobanCore

extension MySQLStore {
    package func claim(
        _ tokens: [ClaimToken], queue: String, by worker: WorkerID, on host: String, now: Instant
    ) async throws(StoreError) -> [Claim] {
        if tokens.isEmpty { return [] }
        for claim in doubtfulClaims.withLock({ $0 }) {
            _ = try await release(claim, now: now)
            doubtfulClaims.withLock { $0.removeAll { $0 == claim } }
        }
        let claimant = Claimant(queue: queue, worker: worker, host: host, now: now)
        var claims: [Claim] = []
        for _ in 0..<Claimant.mostRounds {
            let rest = Array(tokens.dropFirst(claims.count))
            let taking: Taking
            do {
                taking = try await take(rest, claimant, spread: isCrowded)
            } catch {
                // What was taken in a round before is committed.
                if claims.isEmpty { throw error }
                break
            }
            claims += taking.claims
            if taking.lost > 0 { lastLostRace.withLock { $0 = .now } }
            if claims.count == tokens.count || taking.lost == 0 { break }
        }
        return claims
    }

    /// Whether other claimants were met just now. Then the order within one priority need not be exact, and would only be run after.
    private var isCrowded: Bool {
        lastLostRace.withLock { last in last.map { ContinuousClock.now - $0 < .milliseconds(100) } ?? false }
    }

    /// One round: looks without locks, then takes in one short transaction.
    private func take(_ tokens: [ClaimToken], _ claimant: Claimant, spread: Bool) async throws(StoreError) -> Taking {
        let taken = Mutex<[Claim]>([])
        do {
            return try await write(
                .claim,
                look: { session in
                    let picked = try session.candidates(claimant.queue, count: tokens.count, spread: spread)
                    return picked.isEmpty ? nil : picked
                },
                confirm: { session, taking in
                    guard let claim = taking.claims.first else { return true }
                    return try session.state(of: claim) != nil
                },
                { session, picked in
                    let taking = try session.take(picked, tokens, claimant)
                    taken.withLock { $0 = taking.claims }
                    return taking
                }) ?? Taking()
        } catch {
            if error.code == .unknownOutcome { doubtfulClaims.withLock { $0 += taken.withLock { $0 } } }
            throw error
        }
    }

    package func held(by worker: WorkerID) async throws(StoreError) -> [Claim] {
        try await perform(.lookAtHeld) { session in
            try session.rows(Queries.heldJobs, ["worker": .text(worker.value)]) { cells in
                let job = Job(&cells)
                return Claim(job: job, token: ClaimToken(cells.text() ?? ""))
            }
        }
    }
}

/// Who claims, and when.
private struct Claimant: Sendable {
    let queue: String
    let worker: WorkerID
    let host: String
    let now: Instant

    /// Every round that loses a race is one in which others have won; so many in a row do not happen.
    static let mostRounds = 200
    /// How many more candidates a crowd spreads over: with 16 claimants fewer meant more waits for rows, more meant more reading.
    static let window = 32
}

/// What one round of claiming came to.
private struct Taking: Sendable {
    var claims: [Claim] = []
    /// Candidates that somebody else took first.
    var lost = 0
}

extension Session {
    /// Jobs to try, in the order of taking: exactly the ones whose turn it is. Spread among a crowd, they are picked at random from the same
    /// priority, so that the claimants don't wait for one another at each row and then all go on to the next.
    fileprivate func candidates(_ queue: String, count: Int, spread: Bool) throws -> [JobID] {
        let limit = spread ? count + Claimant.window : count
        let ready = try rows(Queries.readyJobs, ["queue": .text(queue), "limit": Value(limit)]) {
            (id: JobID($0.integer() ?? 0), priority: $0.integer() ?? 0)
        }
        guard spread, ready.count > count else { return ready.map(\.id) }
        let shuffled = ready.indices.map { (index: $0, priority: ready[$0].priority, random: Int64.random(in: 0 ... .max)) }
            .sorted { ($1.priority, $0.random) < ($0.priority, $1.random) }
        // In one order for all, so that two claimants never wait for each other.
        return shuffled.prefix(count).map(\.index).sorted().map { ready[$0].id }
    }

    fileprivate func take(_ candidates: [JobID], _ tokens: [ClaimToken], _ claimant: Claimant) throws -> Taking {
        var taking = Taking()
        for id in candidates {
            let token = tokens[taking.claims.count]
            let taken = try run(
                Queries.takeJob,
                [
                    "id": Value(id), "worker": .text(claimant.worker.value), "token": .text(token.value), "queue": .text(claimant.queue),
                    "started": Value(time: claimant.now),
                ])
            guard taken == 1, let job = try job(id) else {
                taking.lost += 1
                continue
            }
            let claim = Claim(job: job, token: token)
            try run(
                Queries.insertAttempt,
                [
                    "job": Value(id), "number": Value(job.attemptNumber), "id": .text(claim.attempt.value),
                    "worker": .text(claimant.worker.value), "host": .text(claimant.host), "claimed": Value(milliseconds: claimant.now),
                ])
            taking.claims.append(claim)
        }
        return taking
    }

    /// After a lost answer to COMMIT: the state of a claim's attempt as it is committed; nil when there is none.
    func state(of claim: Claim) throws -> AttemptState? {
        let found = try row(Queries.stateOfAttempt, ["job": Value(claim.job.id), "number": Value(claim.job.attemptNumber)]) {
            (id: $0.text(), state: $0.text().flatMap { AttemptState(rawValue: $0) })
        }
        return found?.id == claim.attempt.value ? found?.state : nil
    }
}
