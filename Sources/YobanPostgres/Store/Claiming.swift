import Glibc
import Synchronization
import YobanCore
import YobanRows

/// One call of `claim`: usually one statement; more only where jobs had to be held or rivals were at the same rows.
struct Claiming: Sendable {
    private let tokens: [ClaimToken]
    private let queues: [String]
    private let host: String
    private let worker: WorkerID
    private let now: Instant
    private let expectsKeys: Expectation

    /// How often it is begun again for the sake of rivals or of places that became free.
    private static let rounds = 5

    init(tokens: [ClaimToken], queues: [String], worker: WorkerID, host: String, now: Instant, _ expectsKeys: Expectation) {
        self.tokens = tokens
        var seen: Set<String> = []
        self.queues = queues.filter { seen.insert($0).inserted }
        self.worker = worker
        self.host = host
        self.now = now
        self.expectsKeys = expectsKeys
    }

    func carryOut(_ session: Session) throws -> [Claim] {
        var claims: [Claim] = []
        do {
            for round in 1...Self.rounds {
                let keys = try take(session, &claims)
                if !keys.isEmpty, try session.run(Query.lookAgain, arguments(keys)).first({ $0.count() }) ?? 0 > 0 { continue }
                guard queues.count > 1, claims.count < tokens.count, round < Self.rounds,
                    try session.run(Query.isAnyReady, arguments([])).first({ $0.flag() }) == true
                else { break }
                usleep(.random(in: 500...3000))
            }
        } catch is ServerFailure where !claims.isEmpty && !session.isInTransaction {
            // What was taken is committed.
            return claims
        }
        return claims
    }

    /// Takes until there is nothing more to take, or nothing more wanted. The keys of jobs that were held.
    private func take(_ session: Session, _ claims: inout [Claim]) throws -> Set<String> {
        var keys: Set<String> = []
        while claims.count < tokens.count {
            let (found, held) = try takeFirst(session, tokens.filter { token in !claims.contains { $0.token == token } })
            claims += found
            if held.isEmpty { break }
            keys.formUnion(held)
            try session.run(Query.holdFront, arguments(keys))
        }
        return keys
    }

    private func takeFirst(_ session: Session, _ free: [ClaimToken]) throws -> (claims: [Claim], held: [String]) {
        if !expectsKeys.load() {
            var isKeyed = false
            let claims = try run(session, Query.claim, free) { isKeyed = $0.flag() }
            if !isKeyed { return (claims, []) }
        }
        var held: [String] = []
        let claims = try run(session, Query.claimKeyed, free) { held = JSONText.list(from: $0.text()) }
        expectsKeys.store(!held.isEmpty || claims.contains { $0.job.concurrency != nil })
        return (claims, held)
    }

    /// Reads what stands in front of each job, and those jobs.
    private func run(
        _ session: Session, _ statements: Query.ByQueues, _ free: [ClaimToken], _ read: (inout Cells) -> Void
    ) throws -> [Claim] {
        let own: [String: (any Bindable)?] = [
            "queue": queues[0], "count": free.count, "tokens": list(free), "worker": worker.value, "host": host, "now": now,
        ]
        let statement = queues.count == 1 ? statements.one : statements.several
        let claims = try session.run(statement, own.merging(arguments([])) { $1 }).map { cells -> Claim? in
            read(&cells)
            let claim = Claim(cells: &cells)
            return claim.token.value.isEmpty ? nil : claim
        }
        let order = Dictionary(free.enumerated().map { ($1, $0) }) { first, _ in first }
        return claims.compactMap(\.self).sorted { order[$0.token] ?? .max < order[$1.token] ?? .max }
    }

    func list(_ tokens: [ClaimToken]) -> List { List(tokens.map(\.value)) }

    private func arguments(_ keys: Set<String>) -> [String: (any Bindable)?] {
        ["queues": List(queues), "keys": List(Array(keys))]
    }
}

/// Whether the last claim met jobs with concurrency keys: the next one tries the statement for those first.
final class Expectation: Sendable {
    private let state = Mutex(false)

    func load() -> Bool { state.withLock { $0 } }
    func store(_ value: Bool) { state.withLock { $0 = value } }
}
