/// Finds workers whose lease is over, by watching their beats. The rule that keeps two hosts from running one job.
///
/// Clocks of different machines are never compared: a worker is lost when this watcher has itself read the same session and beat for the
/// whole lease and a margin, on its own clock, without having been blind for long in between. An outage of the store is such a gap for
/// every watcher: nobody is lost because of it.
package struct LeaseWatch: Sendable {
    private struct Sight {
        var session: Int64
        var beat: Int64
        /// Since when it stands so.
        var since: Duration
        /// Whether the beat was ever seen to change.
        var isAlive: Bool
    }

    private var sights: [WorkerID: Sight] = [:]
    private var lastReading: Duration?

    package init() {}

    /// The longest time between two readings that still counts as watching.
    package static func longestGap(lease: Duration) -> Duration { min(.seconds(20), lease / 2) }

    /// Beyond the lease, for what its shim needs to end the run: its grace is cut to a third of this (``grace(_:lease:)``).
    package static func margin(lease: Duration) -> Duration { max(.seconds(6), min(.seconds(60), lease / 2)) }

    /// How long a run that has lost its lease may take to end.
    package static func grace(_ grace: Duration, lease: Duration) -> Duration { min(grace, margin(lease: lease) / 3) }

    /// Notes one successful reading of all workers. Returns those that are lost, in the order given.
    ///
    /// A worker is lost only while a worker of another host is seen to live: with one host nothing is taken over by time.
    /// - Parameter now: a clock of this machine that never jumps and counts the time asleep (CLOCK_BOOTTIME).
    package mutating func read(_ workers: [WorkerRecord], at now: Duration) -> [WorkerRecord] {
        let gap = lastReading.map { now - $0 }
        lastReading = now
        var sights: [WorkerID: Sight] = [:]
        for worker in workers where !worker.isRetired {
            let isBlind = gap.map { $0 > Self.longestGap(lease: worker.lease) } ?? true
            guard let old = self.sights[worker.id] else {
                sights[worker.id] = Sight(session: worker.session, beat: worker.beat, since: now, isAlive: false)
                continue
            }
            let isSame = old.session == worker.session && old.beat == worker.beat
            sights[worker.id] = Sight(
                session: worker.session, beat: worker.beat, since: isSame && !isBlind ? old.since : now, isAlive: !isSame || old.isAlive)
        }
        self.sights = sights
        let overdue = workers.filter { worker in
            sights[worker.id].map { now - $0.since >= worker.lease + Self.margin(lease: worker.lease) } ?? false
        }
        let lost = Set(overdue.map(\.id))
        return overdue.filter { candidate in
            workers.contains { other in
                other.host != candidate.host && !lost.contains(other.id) && (sights[other.id]?.isAlive ?? false)
            }
        }
    }
}
