/// Which jobs to list. Everything that is set must hold.
package struct JobFilter: Sendable, Equatable {
    package var statuses: Set<JobStatus> = []
    /// A glob over the key: `*` and `?`.
    package var keyGlob: String?
    /// Created at or after this.
    package var since: Instant?
    package var ids: [JobID] = []
    /// Keyset: only jobs with a smaller number than this.
    package var before: JobID?
    package var limit: Int = 50

    package init() {}
}
