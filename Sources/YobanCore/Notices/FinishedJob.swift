/// Decides what the end of a job means for those who are to be told.
package enum FinishedJob {
    /// Nil: nothing to tell.
    ///
    /// - Parameters:
    ///   - previous: the newest job of its key that ended before, completed or failed; see ``predecessor(of:among:)``.
    ///   - wasToldAsFailed: whether its own failure was told of before: a person had it tried again.
    package static func event(of job: Job, previous: Job?, wasToldAsFailed: Bool) -> NoticeKind? {
        switch job.status {
        case .failed: .failed
        case .completed: wasToldAsFailed || previous?.status == .failed ? .recovered : nil
        case .pending, .running, .stopped: nil
        }
    }

    /// The job of the same key that ended last before this one. One that was stopped says nothing about the work, and is passed over.
    package static func predecessor(of job: Job, among others: [Job]) -> Job? {
        guard let key = job.key else { return nil }
        let place = place(of: job)
        return others.filter { other in
            other.key == key && other.id != job.id && (other.status == .completed || other.status == .failed)
                && self.place(of: other) < place
        }.max { self.place(of: $0) < self.place(of: $1) }
    }

    package static func end(of job: Job) -> Instant { job.finishedAt ?? job.createdAt }

    private static func place(of job: Job) -> (Instant, JobID) { (end(of: job), job.id) }
}
