/// Decides what is told of jobs that run too long or were not started.
package enum LateJob {
    /// Whether a running job has run for the time after which it is told of.
    package static func isTooLong(_ job: Job, _ definition: JobDefinition, now: Instant) -> Bool {
        guard job.status == .running, let started = job.startedAt, let longest = definition.tooLong else { return false }
        return started + longest <= now
    }

    /// The last instant of a schedule after `mark` whose time to start is over. As catching up makes one job, for the latest of the
    /// instants that were passed over, one is told of.
    package static func due(
        _ schedule: CronExpression, after mark: Instant, allowing delay: Duration, now: Instant, in zone: TimeZoneRules
    ) -> Instant? {
        // At the last millisecond it may still be started.
        schedule.latest(after: mark, upTo: now - delay - .milliseconds(1), in: zone)
    }

    /// Whether the planned instant was missed: no attempt of its job was begun by the end of the delay.
    ///
    /// - Parameter attempts: those of the job of that instant; none where there is no such job.
    package static func isMissed(_ planned: Instant, allowing delay: Duration, attempts: [Attempt]) -> Bool {
        !attempts.contains { $0.state != .released && $0.claimedAt <= planned + delay }
    }
}
