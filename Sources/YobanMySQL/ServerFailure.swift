import CMariaDB

/// What the server or the client library said went wrong. Which code means what is told in `StoreErrors`.
struct ServerFailure: Error, Equatable {
    let code: UInt32
    let message: String

    static let conflict: UInt32 = 1213

    /// The connection is gone: whatever was not committed is undone by the server.
    var isLostConnection: Bool {
        switch code {
        // Gone away, lost (also: no answer within the time limit), lost in a read; killed by KILL, shutting down, idle for too long.
        case 2006, 2013, 2055, 1927, 1053, 4031: true
        default: false
        }
    }

    /// The transaction lost against another one and was undone; the same again, now, is likely to work. Galera says 1213 also for a
    /// conflict that is found at COMMIT.
    var isConflict: Bool {
        switch code {
        // Deadlock, record changed, table changed, statement to be prepared anew, rolled back during commit.
        case Self.conflict, 1020, 1412, 1615, 3101: true
        default: false
        }
    }

    /// Another transaction kept a row for longer than we wait.
    var isLockWait: Bool { code == 1205 }

    /// A Galera node that sees no majority of its cluster.
    var isOutsideCluster: Bool { code == 1047 }

    /// What was prepared no longer fits the tables.
    var isStale: Bool { code == 1615 || code == 1412 }

    /// Said of a COMMIT: what became of it is not known. Galera says 1180 when the cluster falls apart meanwhile.
    var leavesCommitInDoubt: Bool { isLostConnection || code == 1180 }

    /// This server takes no writes: after a failover the same address may lead to one that does.
    var isReadOnly: Bool { [1290, 1836, 1792, 1874].contains(code) }

    var isDuplicate: Bool { code == 1062 }
    /// The row that it belongs to is not there.
    var isWithoutParent: Bool { code == 1452 }
}

/// COMMIT was sent and no answer came.
struct CommitInDoubt<Value: Sendable>: Error {
    let value: Value
    let failure: ServerFailure
}

/// The answer to a COMMIT was lost, and what became of it could not be found out in time.
struct UnknownOutcome: Error {
    let failure: ServerFailure
}
