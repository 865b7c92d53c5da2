/// What went wrong with a store: a closed code, what was being done, and the engine's own words.
package struct StoreError: Error, Sendable, Equatable {
    /// What a caller can do about it.
    package enum Code: String, Sendable, CaseIterable {
        /// Another program holds the lock; the same call may succeed later.
        case busy
        /// There is no file, no server, no permission to reach it.
        case unreachable
        /// The server is there and doesn't let us in, or forbids what was asked: user, password, a missing right.
        case denied
        /// The file or table is not one of ours.
        case notAStore = "not_a_store"
        case corrupt
        case readOnly = "read_only"
        /// No room on the disk.
        case full
        /// Made by a newer program.
        case schemaTooNew = "schema_too_new"
        /// Made by an older program: `yoban migrate` brings it up.
        case schemaTooOld = "schema_too_old"
        /// The store refused a value (a CHECK, a NOT NULL, a length).
        case refused
        /// The connection went away between asking to commit and the answer, and could not be asked again in time: done or not
        /// done. A write by token may be repeated; an enqueue may not.
        case unknownOutcome = "unknown_outcome"
        /// The calling task was cancelled before the store had begun to commit: nothing was changed.
        case interrupted
        /// None of the above; a mistake of the program.
        case unexpected
    }

    package let code: Code
    /// What was being done, in words that fit after "cannot" and before 「できません」.
    package let doing: Text
    /// Why it failed and what to do next, in words for people; nil where the code says it all.
    package let why: Text?
    /// The engine's message, in its own language.
    package let cause: String

    package init(_ code: Code, doing: Text, why: Text? = nil, cause: String = "") {
        self.code = code
        self.doing = doing
        self.why = why
        self.cause = cause
    }

    /// Whether trying again, unchanged, can help.
    package var isTransient: Bool {
        switch code {
        // What was refused may be allowed in a moment: people change passwords and rights while we run.
        case .busy, .unreachable, .denied, .full, .unknownOutcome: true
        case .notAStore, .corrupt, .readOnly, .schemaTooNew, .schemaTooOld, .refused, .interrupted, .unexpected: false
        }
    }
}
