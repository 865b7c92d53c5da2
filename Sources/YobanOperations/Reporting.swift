package import YobanCore

/// What became of a report.
package enum ReportAnswer: Sendable, Equatable {
    /// It is written.
    case held(isStopRequested: Bool)
    /// The attempt of this token has ended.
    case over
    /// No attempt has this token.
    case unknown
}

extension Operations {
    /// Writes what the script of an attempt says from elsewhere; an empty report only asks. The token is the whole right to it: no scope
    /// is asked for, and nothing else is opened by it.
    package func report(_ progress: Progress, by token: JobToken) async throws(OperationError) -> ReportAnswer {
        guard let job = try await storing({ () async throws(StoreError) in try await store.job(token.job) }) else { return .unknown }
        if job.attemptNumber == token.number {
            let claim = Claim(job: job, token: token.claim)
            // The store compares the token, in the same act in which it writes.
            let holding = try await storing { () async throws(StoreError) in try await store.report(progress, for: claim) }
            if holding == .held { return .held(isStopRequested: job.stopRequested) }
        }
        let attempts = try await storing { () async throws(StoreError) in try await store.attempts(of: job.id) }
        guard let attempt = attempts.first(where: { $0.id == token.attempt }) else { return .unknown }
        // A row that was changed by hand ends an attempt too, before its worker knows.
        return attempt.state.isOver || job.status != .running ? .over : .unknown
    }
}

extension AttemptState {
    fileprivate var isOver: Bool { self == .ended || self == .released }
}
