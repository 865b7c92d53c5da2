package import YobanCore

/// What was counted of the jobs of one definition.
package struct JobCounts: Sendable, Equatable {
    /// Nil: of rows without a definition, and of those that there are too many of.
    package var key: JobKey?
    package var created = 0
    package var completed = 0
    package var failed = 0
    package var stopped = 0
    package var waits = Histogram()
    package var durations = Histogram()

    package init(key: JobKey?) { self.key = key }

    /// How many durations fell below which bounds.
    package struct Histogram: Sendable, Equatable {
        /// In seconds; the last bucket has no bound.
        package static let bounds: [Int64] = [1, 5, 15, 60, 300, 900, 1800, 3600, 7200, 14_400, 28_800, 43_200]

        /// Of each bucket by itself.
        package var counts = [Int](repeating: 0, count: bounds.count + 1)
        package var sum: Duration = .zero

        package init() {}

        mutating func add(_ duration: Duration) {
            let bucket = Self.bounds.firstIndex { duration <= .seconds($0) } ?? Self.bounds.count
            counts[bucket] += 1
            sum += duration
        }
    }

    mutating func add(finished job: Job) {
        switch job.status {
        case .completed: completed += 1
        case .failed: failed += 1
        case .stopped: stopped += 1
        case .pending, .running: break
        }
        if let wait = job.waitBeforeRun { waits.add(wait) }
        if let duration = job.runDuration { durations.add(duration) }
    }
}
