package import YobanCore

/// What happens in a worker. Logs, metrics and screens are subscribers of these and of nothing else.
package enum WorkerEvent: Sendable {
    case started(worker: WorkerID, slots: Int, store: String)
    /// Stopping: no new jobs are taken; these go on without us.
    case stopping(running: [JobID])
    case ended
    case claimed(Job)
    case running(Job, pid: Int32)
    /// Taken over from an earlier worker process.
    case adopted(Job)
    /// One line of a job's output.
    case output(JobID, stream: Stream, line: String, failed: Bool)
    case completed(Job, AttemptOutcome, took: Duration)
    case failed(Job, AttemptOutcome, took: Duration)
    case stopped(Job, AttemptOutcome, took: Duration)
    /// After `failed`: the job will be tried again.
    case retrying(Job, failures: Int, at: Instant)
    case released(Job)
    /// Given back to where its definition wants it: another program's row didn't say.
    case moved(Job, Placement)
    /// Before what became of it: the job had ended as lost, and this is its true end.
    case lateResult(Job)
    /// A running job is being ended: SIGTERM, then SIGKILL after the grace.
    case ending(Job, Ending, grace: Duration)
    /// Nothing can be started on this host at the moment; the job goes back.
    case cannotStart(Job, Text)
    /// Processes that outlived the main one, or could not be ended.
    case survivors(JobID, [String], left: Int)
    /// The row is no longer ours: what the run did is not recorded.
    case claimLost(Job)
    /// A run that no row of the store belongs to was found and ended.
    case orphanEnded(attempt: AttemptID)
    /// A person asked for it, or took it back: no new jobs are taken; these go on.
    case draining(Bool, running: [JobID])
    /// This worker was taken for lost while it was cut off, or declared dead, and goes on now.
    case retired(worker: WorkerID)
    /// Another worker's jobs are taken from it.
    case workerLost(WorkerRecord)
    /// What became of one of them.
    case jobTaken(Job, Verdict)
    case schedule(JobKey, Enqueued)
    case storeFailed(StoreError)
    case storeBack
    /// At the start: the store is waited for.
    case awaitingStore(StoreError)
    /// A process that keeps the schedules and runs no job has begun.
    case scheduling(store: String)
    case schedulingEnded
    /// What the HTTP interface of this process has to say, in its words.
    case interface(Text, isError: Bool)
    /// Something of the worker's own failed, in words.
    case trouble(Text)
    case reloaded(definitions: Int)
    case reloadRefused(problems: [Text])

    package enum Stream: Sendable { case standardOutput, standardError }

    /// Why a run is ended before its own end.
    package enum Ending: Sendable, Equatable {
        case requested
        /// Its row was changed or removed: it could be run a second time beside this run.
        case notOurs
        /// The worker ends and was told to end its jobs too.
        case workerEnds
    }
}
