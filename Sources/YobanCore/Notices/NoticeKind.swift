/// What people and programs may be told of. Stored as text; the raw values are API.
package enum NoticeKind: String, Sendable, CaseIterable {
    /// A job failed for good: it is not tried again.
    case failed
    /// The first job of a key that completed after one had failed.
    case recovered
    /// A job runs longer than its definition expects.
    case tooLong = "too_long"
    /// A planned instant passed and its job was not started in time.
    case missed

    /// What is told of when the catalogue doesn't say.
    package static let usual: Set<NoticeKind> = [.failed, .recovered]
}
