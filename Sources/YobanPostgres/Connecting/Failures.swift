/// The server refused a statement.
struct ServerFailure: Error {
    /// SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html).
    let state: String
    let message: String
    var constraint: String?

    /// The same statement may succeed when it is repeated at once: the server chose it as a victim, or another one was quicker.
    var isRace: Bool { state == "40001" || state == "40P01" || (state == "23505" && constraint == "job_unique") }

    /// The server ends the session: an administrator, a crash of another process, a time-out between statements.
    var endsSession: Bool { ["57P01", "57P02", "57P03", "57P05", "25P03"].contains(state) || state.hasPrefix("08") }

    /// The session is of no more use, but the next one may be: the primary became a standby, a pooler forgot our statements.
    var spoilsSession: Bool { ["25006", "26000", "0A000"].contains(state) }
}

/// The connection broke, or no answer came in time. What was sent may or may not have been done.
struct ConnectionLost: Error {
    let message: String
    var isTimeout = false
}

/// There is no connection.
struct ConnectFailure: Error {
    enum Kind: Equatable {
        /// The server said why.
        case state(String)
        case noPassword
        case unreadablePasswordFile(String)
        case unknownHost, refused, timeout, certificate, noTLS, readOnly
        /// A server that can't serve: what it has, as people know it.
        case tooOld(String)
        case wrongEncoding(String)
        case other
    }

    let kind: Kind
    let message: String

    /// The server is there and will take us in a moment.
    var isMoment: Bool { kind == .state("57P03") || kind == .state("53300") }
}

/// What was read has been changed by another in the meantime: begin again.
struct Again: Error {}
