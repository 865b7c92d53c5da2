import Glibc
import YobanCore

/// One connection on its own thread: opened when first needed, opened again when it was lost.
///
/// Transient trouble of a call is met here and nowhere else: lost connections, lost races between transactions, lost answers to COMMIT.
actor Connection {
    nonisolated private let thread = ConnectionThread()
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    private let address: MySQLAddress
    private let limits: TimeLimits
    private var session: Session?
    private var backoff = Backoff()
    private var isClosed = false

    init(_ address: MySQLAddress, _ limits: TimeLimits) {
        self.address = address
        self.limits = limits
    }

    /// Statements outside a transaction.
    func perform<T: Sendable>(_ body: @Sendable (Session) throws -> T) throws -> T {
        var patience = Patience(limits.call)
        while true {
            do {
                return try body(connected())
            } catch {
                try prepare(for: error, &patience)
            }
        }
    }

    /// One transaction, when a look before it finds something to do; nil when it does not.
    func write<Found: Sendable, T: Sendable>(
        look: @Sendable (Session) throws -> Found?, confirm: @Sendable (Session, T) throws -> Bool,
        _ body: @Sendable (Session, Found) throws -> T
    ) throws -> T? {
        var found: Found?
        var patience = Patience(limits.call)
        while found == nil {
            do {
                found = try look(connected())
                if found == nil { return nil }
            } catch {
                try prepare(for: error, &patience)
            }
        }
        return try found.map { found in try write(confirm: confirm) { try body($0, found) } }
    }

    /// One transaction. Where the answer to its COMMIT is lost, `confirm` finds out on a new connection whether it was committed; if not,
    /// the body runs again. `confirm` must wait for a transaction that may still be under way (a locking read does).
    func write<T: Sendable>(confirm: @Sendable (Session, T) throws -> Bool, _ body: @Sendable (Session) throws -> T) throws -> T {
        try commit(confirm: confirm) { try $0.transaction(body) }
    }

    private func commit<T: Sendable>(confirm: (Session, T) throws -> Bool, _ attempt: (Session) throws -> T) throws -> T {
        var patience = Patience(limits.call)
        var doubt: CommitInDoubt<T>?
        // For finding out, beside what was waited for the answer.
        var search = patience
        while true {
            do {
                let session = try connected()
                if let known = doubt {
                    if try session.upToDate({ try confirm(session, known.value) }) { return known.value }
                    doubt = nil
                    // It was not committed. A COMMIT that never gets through is not tried for ever.
                    guard patience.waits(.zero) else { throw known.failure }
                }
                return try attempt(session)
            } catch let inDoubt as CommitInDoubt<T> {
                session = nil
                doubt = inDoubt
                search = Patience(limits.call)
            } catch {
                guard let failure = doubt?.failure else {
                    try prepare(for: error, &patience)
                    continue
                }
                // The caller has to know: here it is worth waiting for a server that is being restarted.
                if (error as? ServerFailure)?.isLostConnection == true { session = nil }
                guard search.waits(.milliseconds(200)) else { throw UnknownOutcome(failure: failure) }
            }
        }
    }

    /// Closes it for good.
    func close() {
        isClosed = true
        session = nil
    }

    private func connected() throws -> Session {
        if let session { return session }
        if isClosed { throw ServerFailure(code: 2006, message: "the store was closed") }
        if Task.isCancelled { throw CancellationError() }
        try backoff.check()
        do {
            let session = try Session.open(address, limits)
            backoff.succeeded()
            self.session = session
            return session
        } catch {
            backoff.failed(error)
            throw error
        }
    }

    private func pauseOutside(_ failure: ServerFailure, _ patience: inout Patience) throws {
        session = nil
        guard patience.waits(.milliseconds(250)) else { throw failure }
    }

    /// Returns when the same call may be tried again; else throws what went wrong.
    private func prepare(for error: any Error, _ patience: inout Patience) throws {
        guard let failure = error as? ServerFailure else { throw error }
        if failure.isReadOnly { session = nil }
        if failure.isLostConnection {
            // A connection that was lost while it was idle costs one new try; a server that is gone is told at once.
            guard session != nil else { throw failure }
            session = nil
            guard !isClosed, patience.waits(.zero) else { throw failure }
        } else if failure.isConflict || failure.isLockWait || failure.isOutsideCluster {
            if failure.isStale { session?.forgetStatements() }
            // Its nodes may be agreeing anew, after one of them was lost.
            if failure.isOutsideCluster { try pauseOutside(failure, &patience) }
            guard patience.waits(.microseconds(.random(in: 200...5000))) else { throw failure }
        } else {
            throw failure
        }
    }
}

/// How long one call goes on trying.
private struct Patience {
    private let end: ContinuousClock.Instant

    init(_ limit: Duration) { end = .now + limit }

    /// Pauses, on the connection's own thread; false when it has been long enough or nobody waits for the call any more.
    mutating func waits(_ pause: Duration) -> Bool {
        guard .now + pause < end, !Task.isCancelled else { return false }
        usleep(UInt32(pause / .microseconds(1)))
        return true
    }
}

/// After a failed connect, the next ones fail at once for a while: callers are not made to wait, and a server that comes back is not run over.
private struct Backoff {
    private var until = ContinuousClock.now
    private var pause = Duration.milliseconds(50)
    private var last: (any Error)?

    func check() throws {
        if let last, .now < until { throw last }
    }

    mutating func failed(_ error: any Error) {
        last = error
        until = .now + pause * Double.random(in: 0.8...1.2)
        pause = min(pause * 2, .seconds(2))
    }

    mutating func succeeded() {
        last = nil
        pause = .milliseconds(50)
    }
}
