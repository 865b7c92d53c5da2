/// Where a job is in its life: the seed's five values. Stored as text; the raw values are API.
package enum JobStatus: String, Sendable, CaseIterable {
    case pending, running, completed, failed, stopped

    /// Whether nothing more happens to the job unless a person asks for it.
    package var isFinished: Bool {
        switch self {
        case .pending, .running: false
        case .completed, .failed, .stopped: true
        }
    }
}

/// Why a pending job can't be claimed yet. Stored as text; the raw values are API.
package enum Hold: String, Sendable, CaseIterable {
    /// Due later (`run_after_ms`): scheduled, or backing off before a retry.
    case time
    /// As many jobs of its concurrency key run as may (`concurrency_key`): ready again when one of them ends.
    case key
}

/// Why an attempt or a job ended as it did. Stored as text; the raw values are API.
package enum Reason: String, Sendable, CaseIterable {
    case ok
    /// The script ended with an exit code other than 0.
    case exit
    /// The script was ended by a signal that did not come from us.
    case signal
    case timeout
    case stopped
    /// The process could not be started: no such file, not executable, no such user or folder.
    case couldNotStart = "could_not_start"
    /// The definition's script is not there.
    case scriptMissing = "script_missing"
    /// The row asks for something that no definition allows.
    case denied
    /// The shim ended the run, because its worker could not renew the lease and another host may soon run the job.
    case leaseLost = "lease_lost"
    /// The host started anew (another boot) while the attempt ran, or was declared dead.
    case lostHost = "lost_host"
    /// The shim died without leaving a result.
    case lostShim = "lost_shim"
    /// The attempt never started and was given back free of charge.
    case released

    /// Whether the end was not seen: the host or the shim went away.
    package var isLoss: Bool { self == .lostHost || self == .lostShim }
}
