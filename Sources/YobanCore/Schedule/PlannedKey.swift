/// The unique key of a job that a schedule makes: `schedule:<key>@<planned instant in ms>`. It keeps the planned instant with the job.
package struct PlannedKey: Sendable, Equatable {
    package let key: JobKey
    package let planned: Instant

    package init(key: JobKey, planned: Instant) {
        self.key = key
        self.planned = planned
    }

    /// Reads a job's unique key; nil when no schedule made it.
    package init?(uniqueKey: String) {
        guard uniqueKey.hasPrefix("schedule:"), let at = uniqueKey.lastIndex(of: "@"),
            let key = JobKey(String(uniqueKey[..<at].dropFirst("schedule:".count))),
            let milliseconds = Int64(uniqueKey[uniqueKey.index(after: at)...])
        else { return nil }
        self.init(key: key, planned: Instant(milliseconds: milliseconds))
    }

    package var uniqueKey: String { "schedule:\(key)@\(planned.milliseconds)" }
}
