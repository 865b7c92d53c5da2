/// How long is waited for what. A path or a server that died without a word is noticed within the whole and the connecting time.
struct Patience: Sendable {
    /// For one call of the store, with all its repetitions.
    let whole: Duration
    /// For a connection to one host.
    var connect: Duration { min(whole / 2, .seconds(3)) }
    /// After this the server ends a statement itself: it is alive, and busy.
    var statement: Duration { whole * 3 / 4 }
    /// For the lock of another.
    var lock: Duration { whole / 2 }
    /// After this the server lets go of the locks of a client that fell silent within a transaction.
    var idleInTransaction: Duration { whole }
}
