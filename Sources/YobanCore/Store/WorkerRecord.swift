/// A worker as the store knows it.
package struct WorkerRecord: Sendable, Equatable {
    package var id: WorkerID
    package var host: String
    package var pid: Int32
    /// Raised at each start; together with `beat` it tells whether the worker lives.
    package var session: Int64
    package var beat: Int64
    package var slots: Int
    /// The machine's boot, as the kernel names it.
    package var bootID: String
    /// A datagram socket on `host` that wakes the worker, or empty.
    package var doorbell: String
    package var version: String
    /// All that it takes from, labels included.
    package var queues: [String] = []
    /// How long it may be cut off before its jobs are taken over.
    package var lease: Duration = .seconds(90 * 60)
    /// Takes no new job, because a person said so. A start keeps it.
    package var isDraining = false
    /// It was declared dead and has not come back: its jobs were taken from it. A start ends it.
    package var isRetired = false
    /// As the newest beat told it; a start clears it.
    package var condition: WorkerCondition?
    /// When the worker last wrote, by the worker's own clock. For people only: never compared with another machine's clock.
    package var seenAt: Instant

    package init(
        id: WorkerID, host: String, pid: Int32, session: Int64 = 0, beat: Int64 = 0, slots: Int, bootID: String, doorbell: String,
        version: String, seenAt: Instant
    ) {
        self.id = id
        self.host = host
        self.pid = pid
        self.session = session
        self.beat = beat
        self.slots = slots
        self.bootID = bootID
        self.doorbell = doorbell
        self.version = version
        self.seenAt = seenAt
    }
    /// Whether it takes jobs from the queue.
    package func takes(_ queue: String) -> Bool { queues.isEmpty ? queue == Job.defaultQueue : queues.contains(queue) }
}
