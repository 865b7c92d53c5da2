package import YobanCore

/// How the jobs of one definition went.
package struct JobStatistics: Sendable, Equatable {
    /// Nil: of rows without a definition.
    package var key: JobKey?
    package var completed = 0
    package var failed = 0
    package var stopped = 0
    /// From the start of the last run to its end, of those that ran, in order.
    package var durations: [Duration] = []
    /// From the creation of a job to its start, of those that ran once, in order.
    package var waits: [Duration] = []

    package init(key: JobKey?) { self.key = key }

    mutating func add(_ job: Job) {
        switch job.status {
        case .completed: completed += 1
        case .failed: failed += 1
        case .stopped: stopped += 1
        case .pending, .running: break
        }
        if let duration = job.runDuration { durations.append(duration) }
        if let wait = job.waitBeforeRun { waits.append(wait) }
    }
}

extension Job {
    /// From the start of the last run to its end; nil for what has not run, or did not finish. Clocks of hosts differ: never below 0.
    package var runDuration: Duration? {
        guard status.isFinished, let startedAt, let completedAt else { return nil }
        return max(completedAt - startedAt, .zero)
    }

    /// From creation to the start of the only run; of several runs the first one's start is not in the row. Never below 0.
    package var waitBeforeRun: Duration? {
        guard status.isFinished, attemptNumber <= 1, let startedAt else { return nil }
        return max(startedAt - createdAt, .zero)
    }
}

extension [Duration] {
    /// The value that so many of a hundred do not exceed (nearest rank); of what is in order, nil of none.
    package func percentile(_ percent: Int) -> Duration? {
        isEmpty ? nil : self[Swift.max(0, (count * percent + 99) / 100 - 1)]
    }
}

/// What finished in a stretch of time.
package struct Statistics: Sendable, Equatable {
    package var since: Instant
    /// What finished before this is in.
    package var until: Instant
    /// Whether all of the stretch that was asked for was read.
    package var isComplete: Bool
    /// By key; jobs without one come first.
    package var jobs: [JobStatistics]
}

extension Operations {
    /// So many finished jobs are read at most, whatever key was asked for.
    package static let mostInStatistics = 10_000

    /// How the jobs went that finished from `since` on and before `until`, by definition. Of more than are read the first ones count.
    ///
    /// - Parameter glob: only keys that match it.
    package func statistics(
        since: Instant, until: Instant, glob: String?, most: Int = mostInStatistics
    ) async throws(OperationError) -> Statistics {
        try require(.jobsRead)
        var found: [JobKey?: JobStatistics] = [:]
        var answer = Statistics(since: since, until: until, isComplete: true, jobs: [])
        var (place, after, read): (Instant, JobID?, Int) = (since, nil, 0)
        while true {
            let (from, behind, limit) = (place, after, min(500, most - read))
            let page = try await storing { () async throws(StoreError) in
                try await store.finished(since: from, after: behind, limit: limit)
            }
            for job in page.prefix(while: { ($0.finishedAt ?? until) < until }) {
                guard principal.sees(job.key), glob.map({ Glob.admits(job.key, by: [$0]) }) ?? true else { continue }
                found[job.key, default: JobStatistics(key: job.key)].add(job)
            }
            read += page.count
            guard page.count == limit, let last = page.last, let end = last.finishedAt, end < until else { break }
            (place, after) = (end, last.id)
            if read == most {
                (answer.until, answer.isComplete) = (end, false)
                break
            }
        }
        answer.jobs = found.values.map { one in
            var one = one
            one.durations.sort()
            one.waits.sort()
            return one
        }.sorted { ($0.key?.value ?? "") < ($1.key?.value ?? "") }
        return answer
    }
}
