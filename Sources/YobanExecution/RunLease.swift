import Glibc
import YobanRunFormat

/// Until when a run may go on. It is the shim that ends it, also when its worker is dead or stands still.
package struct RunLease: Sendable, Equatable {
    /// On the clock of ``bootTime()``; moved by ``RunHost/extendLeases(of:to:)``.
    package var deadline: Duration
    /// Between SIGTERM and SIGKILL when the deadline has passed; counted from the deadline.
    package var grace: Duration

    package init(deadline: Duration, grace: Duration) {
        self.deadline = deadline
        self.grace = grace
    }
}

/// Time since this machine started, sleep included: a clock that nobody can set, the same in all its processes.
package func bootTime() -> Duration {
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}

extension RunHost {
    /// Moves the deadlines of runs that have a lease; the others, and those that are over, are left alone.
    ///
    /// A deadline that is moved nearer is told to the shim at once; one that is moved away it finds when the old one comes. What can't be
    /// written is not renewed: the run ends in time.
    package func extendLeases(of ids: [String], to deadline: Duration) {
        for id in ids where RunID.isValid(id) {
            guard let before = LeaseFile.extend(to: deadline.wholeMilliseconds, in: folder.run(id)) else { continue }
            guard deadline.wholeMilliseconds < before else { continue }
            for link in links.values where link.run.id == id { link.send("lease") }
        }
    }
}
