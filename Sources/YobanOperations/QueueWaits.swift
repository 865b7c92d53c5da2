package import YobanCore

/// How long jobs waited from their creation until they ran, in the parts of a stretch of time by when they started. See
/// ``Job/waitBeforeRun``; a job that was queued for later waits until then too: its row does not say afterwards what it was queued for.
package struct QueueWaits: Sendable, Equatable {
    package struct Part: Sendable, Equatable {
        package let start: Instant
        package let end: Instant
        /// In order.
        package var waits: [Duration] = []
    }

    /// Without a label.
    package let queue: String
    /// In order, without a gap.
    package var parts: [Part]

    package var count: Int { parts.reduce(0) { $0 + $1.waits.count } }
}

extension Operations {
    /// Stretches that are tried, the longest first; jobs of one that are read at most; and parts that each has.
    private static let stretches: [Duration] = [.seconds(86_400), .seconds(6 * 3600), .seconds(3600), .seconds(600)]
    private static let mostRead = 1000
    private static let parts = 24

    /// How long the jobs waited that finished in the last day, or, where these are very many, in the last hours or minutes; by queue.
    package func queueWaits() async throws(OperationError) -> [QueueWaits] {
        try require(.jobsRead)
        let now = now()
        var (jobs, since): ([Job], Instant) = ([], now)
        for stretch in Self.stretches {
            let from = now - stretch
            since = from
            jobs = try await storing { () async throws(StoreError) in
                try await store.finished(since: from, after: nil, limit: Self.mostRead)
            }
            if jobs.count < Self.mostRead { break }
        }
        let width = (now - since) / Self.parts
        let parts = (0..<Self.parts).map { QueueWaits.Part(start: since + width * $0, end: since + width * ($0 + 1)) }
        var queues: [String: QueueWaits] = [:]
        for job in jobs where principal.sees(job.key) {
            guard let wait = job.waitBeforeRun, let startedAt = job.startedAt, startedAt >= since else { continue }
            let part = min(Int((startedAt - since).inMilliseconds / max(width.inMilliseconds, 1)), Self.parts - 1)
            let queue = Placement.withoutLabel(job.queue)
            queues[queue, default: QueueWaits(queue: queue, parts: parts)].parts[part].waits.append(wait)
        }
        return queues.values.map { one in
            var one = one
            for index in one.parts.indices { one.parts[index].waits.sort() }
            return one
        }.sorted { $0.queue < $1.queue }
    }
}
