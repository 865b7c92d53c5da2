import YobanCore

/// Who finds lost workers in a simulation: the rule, or a broken one.
protocol Watch {
    /// - Parameters:
    ///   - boot: the watcher's clock that never jumps.
    ///   - wall: the watcher's time of day.
    mutating func read(_ workers: [WorkerRecord], boot: Duration, wall: Instant) -> [WorkerRecord]
}

extension LeaseWatch: Watch {
    mutating func read(_ workers: [WorkerRecord], boot: Duration, wall: Instant) -> [WorkerRecord] { read(workers, at: boot) }
}

/// Compares the worker's time of day with its own.
struct WallWatch: Watch {
    mutating func read(_ workers: [WorkerRecord], boot: Duration, wall: Instant) -> [WorkerRecord] {
        workers.filter { !$0.isRetired && wall - $0.seenAt > $0.lease + LeaseWatch.margin(lease: $0.lease) }
    }
}

/// Watches beats without asking whether it was blind, and without a margin if told so.
struct PlainWatch: Watch {
    var hasMargin = true
    private var sights: [WorkerID: (session: Int64, beat: Int64, since: Duration)] = [:]

    init(hasMargin: Bool = true) { self.hasMargin = hasMargin }

    mutating func read(_ workers: [WorkerRecord], boot: Duration, wall: Instant) -> [WorkerRecord] {
        workers.filter { worker in
            if let sight = sights[worker.id], sight.session == worker.session, sight.beat == worker.beat {
                let patience = worker.lease + (hasMargin ? LeaseWatch.margin(lease: worker.lease) : .zero)
                return !worker.isRetired && boot - sight.since >= patience
            }
            sights[worker.id] = (worker.session, worker.beat, boot)
            return false
        }
    }
}
