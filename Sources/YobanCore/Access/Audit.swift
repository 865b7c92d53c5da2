/// Who changes something, to be written down in the same transaction as the change.
package struct Author: Sendable, Equatable {
    /// ``Principal/name``.
    package var name: String
    /// ``Principal/address``.
    package var address: String?

    package init(name: String, address: String? = nil) {
        self.name = name
        self.address = address
    }

    /// A user who opens a session: nobody was signed in yet.
    package init(signingIn user: User, _ session: NewUserSession) {
        self.init(name: user.principal(from: nil).name, address: session.address)
    }
}

/// What was changed. The raw value is what the API and the table show.
package enum AuditAction: String, Sendable, CaseIterable {
    case enqueue = "job.enqueue"
    case stop = "job.stop"
    case retry = "job.retry"
    case drain = "worker.drain"
    case resume = "worker.resume"
    case declareDead = "worker.declare_dead"
    case pauseQueue = "queue.pause"
    case resumeQueue = "queue.resume"
    case createToken = "token.create"
    case revokeToken = "token.revoke"
    case createUser = "user.create"
    case changeUser = "user.change"
    case linkUser = "user.link"
    case signIn = "user.sign_in"
    case signOut = "user.sign_out"
}

/// One change that a person or a program made. Never changed afterwards; removed when it is older than what is kept of jobs.
package struct AuditEntry: Sendable, Equatable {
    /// Rising; newer entries have greater ones.
    package var id: Int64
    package var at: Instant
    package var author: Author
    package var action: AuditAction
    /// What was changed: the number of a job or token, the id of a worker, the name of a queue or user.
    package var target: String
    /// The state before, in the words of the table (`failed`); nil where there was none.
    package var before: String?
    /// The state after; of a queue that was paused the reason, if one was given.
    package var after: String?

    package init(
        id: Int64, at: Instant, author: Author, action: AuditAction, target: String, before: String? = nil, after: String? = nil
    ) {
        self.id = id
        self.at = at
        self.author = author
        self.action = action
        self.target = target
        self.before = before
        self.after = after
    }
}

/// Which entries to list, newest first. Everything that is set must hold.
package struct AuditFilter: Sendable, Equatable {
    package var author: String?
    package var target: String?
    /// Keyset: only entries with a smaller number than this.
    package var before: Int64?
    package var limit = 50

    package init() {}
}
