import YobanCore

/// What one watcher remembers from look to look. Nothing of it is needed to be right: a watcher without a memory reads more, and what it
/// finds again is there already.
package struct Sights: Sendable {
    /// A job as it ended: tried again, it may end otherwise.
    struct Ending: Hashable {
        var job: JobID
        var attempt: Int
        var status: JobStatus

        init(_ job: Job) {
            self.job = job.id
            attempt = job.attemptNumber
            status = job.status
        }
    }

    /// When it last looked at what has finished; nil: not yet.
    var lookedAt: Instant?
    /// With the end of each.
    var seen: [Ending: Instant] = [:]
    var running: Set<JobID> = []
    var tooLong: Set<NoticeSubject> = []
    var marks: Marks?
    /// Where the mark of what has finished was last moved to.
    var keptMark: Instant?

    struct Marks: Sendable {
        var details: [String: String]
        var values: [String: Instant]
        var readAt: Instant
    }

    package init() {}
}

/// The names of marks.
enum MarkName {
    static let finished = "finished"
    /// What ended before a channel was first seen is not told by it.
    static func channel(_ name: String) -> String { "channel/\(name)" }
    static func missed(_ key: JobKey) -> String { "missed/\(key)" }
}
