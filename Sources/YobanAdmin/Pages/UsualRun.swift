import YobanCore
import YobanOperations

/// When in a night the run of a definition begins and ends, as the nights before had it.
struct UsualRun: Equatable {
    /// Nights that are looked at, and how many of them must have had a run.
    static let nights = 14
    private static let fewest = 3

    let start: Instant
    let end: Instant

    /// Nil where too few nights had a run, or where they have several: no one window is the usual one then.
    ///
    /// - Parameter jobs: of one definition, in any order.
    init?(_ jobs: [Job], in night: NightWindow) {
        var begins: [Duration] = []
        var ends: [Duration] = []
        for back in 1...Self.nights {
            let earlier = night.moved(by: -back)
            let runs = jobs.filter { job in
                guard job.status == .completed, let startedAt = job.startedAt else { return false }
                return earlier.contains(startedAt)
            }
            guard let run = runs.first, let startedAt = run.startedAt, let completedAt = run.completedAt else { continue }
            if runs.count > 1 { return nil }
            begins.append(startedAt - earlier.start)
            ends.append(max(completedAt, startedAt) - earlier.start)
        }
        guard begins.count >= Self.fewest, let begin = begins.sorted().percentile(50), let end = ends.sorted().percentile(50) else {
            return nil
        }
        start = night.start + begin
        self.end = night.start + max(begin, end)
    }
}

extension Job {
    /// When it will probably have ended: by its own progress, else as long after its start as half of the runs before took. Nil when
    /// neither is known, or it runs longer than that already.
    ///
    /// - Parameter others: jobs of its definition, in any order.
    func expectedEnd(now: Instant, others: [Job]) -> Instant? {
        guard status == .running, let startedAt else { return nil }
        if let left = progress.remaining(after: now - startedAt) { return now + left }
        let durations = others.filter { $0.status == .completed && $0.id != id }.compactMap(\.runDuration).sorted()
        guard durations.count >= 3, let usual = durations.percentile(50), startedAt + usual > now else { return nil }
        return startedAt + usual
    }
}
