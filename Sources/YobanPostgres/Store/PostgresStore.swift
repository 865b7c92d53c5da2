import Synchronization
import YobanCore

/// The store in a PostgreSQL database: for many hosts around one queue.
///
/// Every call is one statement or one transaction on one of a few connections, each with a thread of its own. A call ends within ten
/// seconds, also when the server or the path to it falls silent.
package final class PostgresStore: Store {
    let address: ServerAddress
    let patience: Patience
    let lostSessions = LostSessions()
    let expectsKeys = Expectation()
    private let pool: ConnectionPool
    /// Attempts whose end was written or not: the call that wrote it was given up.
    private let unknownEnds = Mutex<Set<AttemptID>>([])

    init(_ address: ServerAddress, _ patience: Patience, connections: Int) {
        self.address = address
        self.patience = patience
        let lostSessions = lostSessions
        pool = ConnectionPool((0..<max(1, connections)).map { _ in Connection(address, patience, lostSessions) })
    }

    /// Ends the sessions. A call after this begins a new one.
    package func close() async { await pool.close() }

    /// A call whose body can be done twice.
    func perform<T: Sendable>(_ doing: Text, _ body: @escaping @Sendable (Session) throws -> T) async throws(StoreError) -> T {
        try await pool.perform(Call(body: body), mustLook: false, doing: doing)
    }

    /// A call whose body must not be done twice, and after whose loss `look` tells whether it was done.
    func perform<T: Sendable>(
        _ doing: Text, look: @escaping @Sendable (Session) throws -> T?, _ body: @escaping @Sendable (Session) throws -> T
    ) async throws(StoreError) -> T {
        try await pool.perform(Call(look: look, body: body), mustLook: false, doing: doing)
    }

    /// One transaction. Whether a commit whose answer was lost took place, the server tells by the transaction's number.
    func transact<T: Sendable>(_ doing: Text, _ body: @escaping @Sendable (Session) throws -> T) async throws(StoreError) -> T {
        let committing = Mutex<(number: String, result: T)?>(nil)
        return try await perform(
            doing,
            look: { session in
                guard let (number, result) = committing.withLock({ $0 }) else { return nil }
                let status = try session.run(Query.transactionStatus, ["number": number]).first { $0.text() }
                return status == "committed" ? result : nil
            },
            { session in
                committing.withLock { $0 = nil }
                guard let number = try session.execute("BEGIN; SELECT pg_current_xact_id()").first({ $0.text() }) ?? nil else {
                    throw Again()
                }
                let result = try body(session)
                committing.withLock { $0 = (number, result) }
                try session.execute("COMMIT")
                return result
            })
    }

    /// Ends an attempt by its token. A repeated call of one that was given up is told what that one did.
    func end(
        _ claim: Claim, as state: AttemptState, _ reason: Reason, at end: Instant, _ doing: Text,
        _ body: @escaping @Sendable (Session) throws -> Holding
    ) async throws(StoreError) -> Holding {
        let call = Call(
            look: { session in
                let arguments: [String: (any Bindable)?] = [
                    "id": claim.job.id, "number": claim.job.attemptNumber, "attempt": claim.attempt.value, "state": state.rawValue,
                    "reason": reason.rawValue, "ended": end,
                ]
                return try session.run(Query.hasEnded, arguments).count > 0 ? Holding.held : nil
            }, body: body)
        let wasUnknown = unknownEnds.withLock { $0.contains(claim.attempt) }
        do {
            let holding = try await pool.perform(call, mustLook: wasUnknown, doing: doing)
            if wasUnknown { unknownEnds.withLock { _ = $0.remove(claim.attempt) } }
            return holding
        } catch {
            if error.code == .unknownOutcome { unknownEnds.withLock { _ = $0.insert(claim.attempt) } }
            throw error
        }
    }
}
