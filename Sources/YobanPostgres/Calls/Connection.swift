import Glibc
import YobanCore
import YobanRows

/// One connection on its own thread, made when it is needed and again when it broke. The one place where trouble is answered by trying
/// again.
actor Connection {
    private nonisolated let executor = QueueExecutor()
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let address: ServerAddress
    private let patience: Patience
    private let lostSessions: LostSessions
    private var session: Session?
    private var pause = ReconnectPause()
    /// Until when the last failure to connect stands.
    private var refused: (until: ContinuousClock.Instant, failure: ConnectFailure)?

    init(_ address: ServerAddress, _ patience: Patience, _ lostSessions: LostSessions) {
        self.address = address
        self.patience = patience
        self.lostSessions = lostSessions
    }

    func close() { session = nil }

    /// Runs `body`, again when the server chose it as the victim of a race, and on a new session when the old one broke.
    ///
    /// Between a broken session and its repetition `look` is asked whether the body had been done: its answer is the call's. Without it
    /// the body must be one that can be done twice. `mustLook`: an earlier call with the same `look` was given up.
    func perform<T: Sendable>(_ call: Call<T>, mustLook: Bool, doing: Text) throws(StoreError) -> T {
        let deadline = ContinuousClock.now + patience.whole
        var isUnknown = mustLook
        var tries = 0
        while true {
            var hasBegun = false
            do {
                if Task.isCancelled, !isUnknown { throw CancellationError() }
                let session = try ready(until: deadline)
                if isUnknown, let answer = try call.look?(session) { return answer }
                isUnknown = false
                hasBegun = true
                return try call.body(session)
            } catch {
                if hasBegun, error is ConnectionLost, call.look != nil { isUnknown = true }
                tries += 1
                cleanUp(after: error)
                guard ContinuousClock.now < deadline, mayRepeat(error, tries, isUnknown: isUnknown) else {
                    throw StoreError(error, doing: doing, server: address.description, isUnknown: isUnknown)
                }
            }
        }
    }

    /// A session that works and has nothing unresolved behind it.
    private func ready(until deadline: ContinuousClock.Instant) throws -> Session {
        let session = try session ?? connect()
        session.deadline = deadline
        try lostSessions.resolve(with: session)
        return session
    }

    private func connect() throws -> Session {
        if let refused, ContinuousClock.now < refused.until { throw refused.failure }
        do {
            let new = try Session.connect(address, patience: patience)
            pause = ReconnectPause()
            session = new
            return new
        } catch let failure as ConnectFailure {
            refused = (.now + pause.next(), failure)
            throw failure
        }
    }

    /// Leaves no broken session and no open transaction behind.
    private func cleanUp(after error: any Error) {
        guard let session else { return }
        if error is ConnectionLost {
            lostSessions.add(session.identity)
            self.session = nil
        } else if (error as? ServerFailure)?.spoilsSession == true {
            self.session = nil
        } else if session.isInTransaction {
            do { try session.execute("ROLLBACK") } catch {
                lostSessions.add(session.identity)
                self.session = nil
            }
        }
    }

    /// A pause that is random, so that those who raced don't march in step.
    private func waitsForRivals(_ tries: Int) -> Bool {
        usleep(.random(in: 500...(2000 * UInt32(min(tries, 20)))))
        return tries < 100
    }

    /// Whether to try again.
    private func mayRepeat(_ error: any Error, _ tries: Int, isUnknown: Bool) -> Bool {
        switch error {
        case is Again:
            return waitsForRivals(tries)
        case let error as ServerFailure:
            return error.isRace ? waitsForRivals(tries) : error.state == "26000" && tries < 3
        case is ConnectionLost:
            return true
        case let error as ConnectFailure where error.isMoment || isUnknown:
            // The pause that ``connect()`` keeps, in small steps.
            usleep(20_000)
            return true
        default:
            return false
        }
    }
}

/// What a call does. Closures of one call run on one thread, one after the other.
struct Call<T: Sendable>: Sendable {
    var look: (@Sendable (Session) throws -> T?)?
    let body: @Sendable (Session) throws -> T
}
