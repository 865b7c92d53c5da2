/// What a notice is about. Together with kind and channel it is there once.
package enum NoticeSubject: Sendable, Hashable {
    /// A run of a job.
    case attempt(JobID, Int)
    /// An instant of a schedule.
    case planned(JobKey, Instant)

    /// `12/3`: attempt 3 of job 12; `report@1767225600000`: a planned instant in milliseconds. Stored; API.
    package var text: String {
        switch self {
        case .attempt(let job, let number): "\(job)/\(number)"
        case .planned(let key, let instant): "\(key)@\(instant.milliseconds)"
        }
    }

    package init?(text: String) {
        if let slash = text.firstIndex(of: "/") {
            guard let job = Int64(text[..<slash]), let number = Int(text[text.index(after: slash)...]) else { return nil }
            self = .attempt(JobID(job), number)
        } else {
            guard let at = text.lastIndex(of: "@"), let key = JobKey(String(text[..<at])),
                let milliseconds = Int64(text[text.index(after: at)...])
            else { return nil }
            self = .planned(key, Instant(milliseconds: milliseconds))
        }
    }

    package var job: JobID? {
        if case .attempt(let job, _) = self { job } else { nil }
    }
}

/// Something to be told by one channel.
package struct NewNotice: Sendable, Equatable {
    package var kind: NoticeKind
    package var subject: NoticeSubject
    /// The job's definition, if it has one.
    package var key: JobKey?
    /// ``NoticeRule/name``.
    package var channel: String
    /// By which a receiver knows a notice that it gets twice: 32 hexadecimal digits.
    package var delivery: String
    /// What is sent, the same at each try.
    package var body: String

    package init(kind: NoticeKind, subject: NoticeSubject, key: JobKey?, channel: String, delivery: String, body: String) {
        self.kind = kind
        self.subject = subject
        self.key = key
        self.channel = channel
        self.delivery = delivery
        self.body = body
    }
}

/// Stored as text; the raw values are API.
package enum NoticeState: String, Sendable, CaseIterable {
    /// Not sent yet, or being sent.
    case pending
    case sent
    /// Not sent, and not tried again.
    case givenUp = "given_up"
}

/// A notice as it stands in the store.
package struct Notice: Sendable, Equatable {
    package var id: Int64
    package var new: NewNotice
    /// When it was recorded.
    package var at: Instant
    package var state = NoticeState.pending
    /// How often somebody began to send it. Who claims it raises the number, and concludes by it.
    package var tries = 0
    /// Not before this; while it is being sent, when another may try. Nil when it is over.
    package var nextTry: Instant?
    package var endedAt: Instant?
    /// Why the last try failed.
    package var lastError: String?

    package init(id: Int64, new: NewNotice, at: Instant) {
        self.id = id
        self.new = new
        self.at = at
        nextTry = at
    }
}

/// What became of one try.
package enum NoticeEnd: Sendable, Equatable {
    case sent
    case again(at: Instant, error: String)
    case givenUp(error: String)
}

/// Which notices to list. Everything that is set must hold.
package struct NoticeFilter: Sendable, Equatable {
    package var job: JobID?
    package var state: NoticeState?
    /// Keyset: only notices with a smaller number than this.
    package var before: Int64?
    package var limit = 50

    package init(job: JobID? = nil, state: NoticeState? = nil) {
        self.job = job
        self.state = state
    }
}
