/// Which jobs to list. Everything that is set must hold.
package struct JobFilter: Sendable, Equatable {
    package var statuses: Set<JobStatus> = []
    /// A glob over the key: `*` and `?`.
    package var keyGlob: String?
    /// Only jobs whose key matches one of these, whatever else is asked; empty: all. See ``Principal/keyGlobs``.
    package var visibleKeys: [String] = []
    /// Created at or after this.
    package var since: Instant?
    package var ids: [JobID] = []
    /// Keyset: only jobs with a smaller number than this.
    package var before: JobID?
    package var limit: Int = 50

    package init() {}
}
