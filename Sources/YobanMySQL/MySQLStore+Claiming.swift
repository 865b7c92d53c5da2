import Synchronization
package import YobanCore
import YobanRows

extension MySQLStore {
    package func claim(
        _ tokens: [ClaimToken], queues: [String], by worker: WorkerID, on host: String, now: Instant
    ) async throws(StoreError) -> [Claim] {
        if tokens.isEmpty || queues.isEmpty { return [] }
        for claim in doubtfulClaims.withLock({ $0 }) {
            _ = try await release(claim, to: nil, now: now)
            doubtfulClaims.withLock { $0.removeAll { $0 == claim } }
        }
        let claimant = Claimant(queues: Array(Set(queues)).sorted(), worker: worker, host: host, now: now)
        var claims: [Claim] = []
        var isHolding = false
        for round in 0..<Claimant.mostRounds {
            let waits = round >= Claimant.quickRounds
            let rest = Array(tokens.dropFirst(claims.count))
            let taking: Taking
            do {
                taking = try await take(rest, claimant, spread: isCrowded && !waits, reach: isHolding ? Claimant.window : 0, waits: waits)
            } catch {
                // What was taken in a round before is committed.
                if claims.isEmpty { throw error }
                break
            }
            claims += taking.claims
            if taking.lost > 0 { lastLostRace.withLock { $0 = .now } }
            isHolding = taking.held > 0
            if claims.count == tokens.count || taking.lost + taking.held == 0 { break }
        }
        return claims
    }

    /// Whether other claimants were met just now. Then the order within one priority need not be exact, and would only be run after.
    private var isCrowded: Bool {
        lastLostRace.withLock { last in last.map { ContinuousClock.now - $0 < .milliseconds(100) } ?? false }
    }

    /// One round: looks without locks, then takes in one short transaction.
    private func take(_ tokens: [ClaimToken], _ claimant: Claimant, spread: Bool, reach: Int, waits: Bool) async throws(StoreError)
        -> Taking
    {
        let taken = Mutex<[Claim]>([])
        do {
            return try await write(
                .claim,
                look: { session in
                    let picked = try session.candidates(claimant.queues, count: tokens.count + reach, spread: spread && reach == 0)
                    return picked.isEmpty ? nil : picked
                },
                confirm: { session, taking in
                    guard let claim = taking.claims.first else { return true }
                    return try session.ending(of: claim) != nil
                },
                { session, picked in
                    let taking = try session.take(picked, tokens, claimant, waits: waits)
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
            try session.rows(Queries.heldJobs, ["worker": .text(worker.value)]) { Claim(cells: &$0) }
        }
    }
}

/// Who claims, and when.
private struct Claimant: Sendable {
    let queues: [String]
    let worker: WorkerID
    let host: String
    let now: Instant

    /// Every round that loses a race is one in which others have won; so many in a row do not happen.
    static let mostRounds = 200
    /// After so many, whoever finds the row of a candidate locked waits for it: the last few jobs are worth it.
    static let quickRounds = 4
    /// How many more candidates a crowd spreads over: with 16 claimants fewer meant more waits for rows, more meant more reading.
    static let window = 32
}

/// What one round of claiming came to.
private struct Taking: Sendable {
    var claims: [Claim] = []
    /// Candidates that somebody else took first.
    var lost = 0
    /// Candidates whose concurrency key had no place: they are not ready any more.
    var held = 0
}

/// A job to try.
private struct Candidate: Sendable {
    let id: JobID
    let queue: String
    let priority: Int64
    /// As the server writes it: the same order as of the instants.
    let createdAt: String
    let concurrencyKey: String?

    init(_ cells: inout Cells) {
        id = JobID(cells.integer() ?? 0)
        queue = cells.text() ?? ""
        // As the server sorts: what has no priority comes last.
        priority = cells.integer() ?? .min
        createdAt = cells.text() ?? ""
        concurrencyKey = cells.text()
    }

    static func isMoreUrgent(_ one: Candidate, _ other: Candidate) -> Bool {
        (other.priority, one.createdAt, one.id) < (one.priority, other.createdAt, other.id)
    }
}

extension Session {
    /// Jobs to try, in the order of taking: exactly the ones whose turn it is. Spread among a crowd, they are picked at random from the same
    /// priority, so that the claimants don't wait for one another at each row and then all go on to the next.
    fileprivate func candidates(_ queues: [String], count: Int, spread: Bool) throws -> [Candidate] {
        let limit = spread ? count + Claimant.window : count
        var ready: [Candidate] = []
        for start in stride(from: 0, to: queues.count, by: Queries.queuesAtOnce) {
            let some = queues[start...].prefix(Queries.queuesAtOnce)
            let places = Queries.placed(some.map { .text($0) }).merging(["limit": Value(limit)]) { $1 }
            ready += try rows(Queries.claimableJobs(queues: some.count), places) { Candidate(&$0) }
        }
        if queues.count > 1 { ready = Array(ready.sorted(by: Candidate.isMoreUrgent).prefix(limit)) }
        guard spread, ready.count > count else { return ready }
        let shuffled = ready.indices.map { (index: $0, priority: ready[$0].priority, random: Int64.random(in: 0 ... .max)) }
            .sorted { ($1.priority, $0.random) < ($0.priority, $1.random) }
        return shuffled.map { ready[$0.index] }
    }

    /// The row as it is after the claim; nil when the candidate's turn is over.
    private func take(_ candidate: Candidate, _ token: ClaimToken, _ claimant: Claimant, waits: Bool) throws -> Job? {
        let place: [String: Value] = [
            "id": Value(candidate.id), "queue": .text(candidate.queue), "concurrency": Value(candidate.concurrencyKey),
        ]
        guard var job = try row(waits ? Queries.lockJob : Queries.lockFreeJob, place, { Job(cells: &$0) }) else { return nil }
        try run(
            Queries.takeJob,
            [
                "id": Value(candidate.id), "worker": .text(claimant.worker.value), "token": .text(token.value),
                "started": Value(time: claimant.now),
            ])
        job.status = .running
        job.worker = claimant.worker
        job.attemptNumber += 1
        job.startedAt = try started(claimant.now)
        job.completedAt = nil
        job.errorMessage = nil
        job.reason = nil
        job.hold = nil
        job.runAfter = nil
        job.progress = Progress()
        return job
    }

    fileprivate func take(_ candidates: [Candidate], _ tokens: [ClaimToken], _ claimant: Claimant, waits: Bool) throws -> Taking {
        var taking = Taking()
        for candidate in candidates where taking.claims.count < tokens.count {
            let token = tokens[taking.claims.count]
            var place: Int?
            if let key = candidate.concurrencyKey {
                place = try takePlace(key, for: candidate.id, token)
                guard place != nil else {
                    let held = try run(Queries.holdByKey, ["id": Value(candidate.id), "key": .text(key)])
                    taking.held += held
                    taking.lost += 1 - held
                    continue
                }
            }
            guard let job = try take(candidate, token, claimant, waits: waits) else {
                taking.lost += 1
                if let place, let key = candidate.concurrencyKey {
                    let own: [String: Value] = [
                        "key": .text(key), "place": Value(place), "job": Value(candidate.id), "token": .text(token.value),
                    ]
                    try run(Queries.freePlace, own)
                }
                continue
            }
            let claim = Claim(job: job, token: token)
            try open(claim, claimant)
            taking.claims.append(claim)
        }
        return taking
    }

    private func open(_ claim: Claim, _ claimant: Claimant) throws {
        do {
            try run(
                Queries.insertAttempt,
                [
                    "job": Value(claim.job.id), "number": Value(claim.job.attemptNumber), "id": .text(claim.attempt.value),
                    "worker": .text(claimant.worker.value), "host": .text(claimant.host), "claimed": Value(milliseconds: claimant.now),
                ])
        } catch let failure as ServerFailure where failure.isDuplicate {
            // Another node's claim of this job is being applied here, and undoes ours.
            try checkTransaction()
            throw failure
        }
    }

    /// After a lost answer to COMMIT: how far a claim's attempt is, as it is committed; nil when there is none.
    func ending(of claim: Claim) throws -> (state: AttemptState?, reason: String?, endedAt: Instant?)? {
        let found = try row(Queries.stateOfAttempt, claim.attemptKey) { cells in
            let id = cells.text()
            return (
                id: id, (state: cells.text().flatMap { AttemptState(rawValue: $0) }, reason: cells.text(), endedAt: cells.milliseconds())
            )
        }
        guard let found, found.id == claim.attempt.value else { return nil }
        return found.1
    }
}
