package import YobanCore

/// A queue, what waits and runs in it, and whether it is paused.
package struct QueueStanding: Sendable, Equatable {
    package var figures: QueueFigures
    /// Of the queue itself, or of the one whose label its name carries.
    package var pause: QueuePause?

    package init(_ figures: QueueFigures, _ pause: QueuePause?) {
        self.figures = figures
        self.pause = pause
    }
}

extension Operations {
    /// The queues in which anything waits or runs, and those that are paused, by name.
    package func queues() async throws(OperationError) -> [QueueStanding] {
        let pauses = try await pausedQueues()
        var figures = try await storing { () async throws(StoreError) in try await store.queueFigures() }
        let names = Set(figures.map(\.queue))
        figures += pauses.map(\.queue).filter { !names.contains($0) }.map(QueueFigures.init)
        return figures.sorted { $0.queue < $1.queue }.map { one in QueueStanding(one, pauses.first { $0.holds(one.queue) }) }
    }

    /// By queue.
    package func pausedQueues() async throws(OperationError) -> [QueuePause] {
        try require(.jobsRead)
        return try await storing { () async throws(StoreError) in try await store.pausedQueues() }
    }

    /// Lets a queue, and the queues of its labels, give out no job, over restarts and until it is resumed. What runs goes on.
    ///
    /// - Parameter reason: for others to read, at most ``QueuePause/longestReason`` scalars; may be empty.
    package func pauseQueue(_ name: String, reason: String) async throws(OperationError) -> QueuePause {
        try require(.workersControl)
        guard reason.unicodeScalars.count <= QueuePause.longestReason else { throw .longReason }
        try await checkIsKnown(name)
        let (now, author) = (now(), author)
        let isNew = try await storing { () async throws(StoreError) in
            try await store.pause(queue: name, reason: reason, by: author, now: now)
        }
        let pause = try await pausedQueues().first { $0.queue == name }
        if !isNew, let pause { throw .alreadyPaused(pause) }
        // Somebody may have resumed it by now.
        return pause ?? QueuePause(queue: name, reason: reason, by: author.name, at: now)
    }

    /// Lets a paused queue give out jobs again, at once.
    package func resumeQueue(_ name: String) async throws(OperationError) {
        try require(.workersControl)
        guard Placement.withoutLabel(name) == name else { throw .labelledQueue(name) }
        let (now, author) = (now(), author)
        guard try await storing({ () async throws(StoreError) in try await store.resume(queue: name, by: author, now: now) }) else {
            throw .notPaused(name, paused: try await pausedQueues().map(\.queue))
        }
        await wake(.jobs)
    }

    /// A queue is one that a definition has, or in which a job of whatever program waits or runs; a mistyped name would pause nothing.
    private func checkIsKnown(_ name: String) async throws(OperationError) {
        guard Placement.withoutLabel(name) == name else { throw .labelledQueue(name) }
        let ours = definitions.map(\.placement.queue) + [Job.defaultQueue]
        let known = Set((ours + (try await queues().map(\.figures.queue))).map(Placement.withoutLabel)).sorted()
        guard known.contains(name) else { throw .unknownQueue(name, nearest: Nearest.match(name, among: known), known: known) }
    }
}
