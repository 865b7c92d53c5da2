package import YobanCore

/// Something that happened to a job.
package struct JobEvent: Sendable, Equatable {
    /// The raw value is what the API shows.
    package enum Kind: String, Sendable, CaseIterable {
        case created = "job.created"
        /// A run began.
        case started = "job.started"
        /// What is shown of a job that has begun and not finished changed; also that it waits again.
        case progress = "job.progress"
        case finished = "job.finished"
    }

    package var kind: Kind
    /// As it was when it was looked at, which may be later than what happened.
    package var job: Job

    package init(_ kind: Kind, _ job: Job) {
        self.kind = kind
        self.job = job
    }
}
