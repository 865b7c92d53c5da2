import Testing
import YobanCore

extension RunSeries {
    /// A run that grows from sample to sample; the seed tells it from others.
    fileprivate static func sample(_ count: Int, seed: Int64 = 1) -> RunSeries {
        var series = RunSeries()
        for number in 0..<Int64(count) {
            series.add(
                Sample(
                    at: number * 1000 + seed, cpuMilliseconds: number * 10 * seed, memoryBytes: number << 30, processes: Int(number + seed),
                    descriptors: Int(number), percentage: number % 2 == 0 ? Int(number) : nil))
        }
        return series
    }
}

extension StoreLaw {
    static let series: [StoreLaw] = [
        StoreLaw("series", "a series is kept of an attempt, and comes back as it is; without one there is none") { stage in
            let (claim, other) = (try await stage.running(), try await stage.running())
            let series = RunSeries.sample(RunSeries.most)
            try await stage.store.keepSeries(series, of: claim.attempt)
            try await #expect(stage.store.series(of: [claim.attempt, other.attempt]) == [claim.attempt: series])
            try await #expect(stage.store.series(of: [other.attempt]).isEmpty)
            try await #expect(stage.store.series(of: []).isEmpty)
        },
        StoreLaw("series-again", "what is kept later is kept over what was, also when the attempt has ended") { stage in
            let claim = try await stage.running()
            try await stage.store.keepSeries(.sample(9), of: claim.attempt)
            try await stage.store.keepSeries(.sample(3), of: claim.attempt)
            try await #expect(stage.store.series(of: [claim.attempt]) == [claim.attempt: .sample(3)])
            try await stage.settle(claim, .completed)
            let before = (try await stage.job(claim.job.id), try await stage.store.attempts(of: claim.job.id))
            try await stage.store.keepSeries(.sample(4), of: claim.attempt)
            try await #expect(stage.store.series(of: [claim.attempt]) == [claim.attempt: .sample(4)])
            try await #expect(stage.job(claim.job.id) == before.0)
            try await #expect(stage.store.attempts(of: claim.job.id) == before.1)
        },
        StoreLaw("series-attempts", "each attempt of a job has its own") { stage in
            let first = try await stage.running()
            try await stage.store.keepSeries(.sample(5), of: first.attempt)
            _ = try await stage.store.release(first, to: nil, now: .at(11))
            let second = try #require(try await stage.claim().first)
            try await stage.store.keepSeries(.sample(6, seed: 2), of: second.attempt)
            let other = try await stage.running()
            try await stage.store.keepSeries(.sample(7, seed: 3), of: other.attempt)
            let wanted: [AttemptID: RunSeries] = [
                first.attempt: .sample(5), second.attempt: .sample(6, seed: 2), other.attempt: .sample(7, seed: 3),
            ]
            try await #expect(stage.store.series(of: wanted.keys.sorted { $0.value < $1.value }) == wanted)
            try await #expect(stage.store.series(of: [second.attempt, second.attempt]) == [second.attempt: .sample(6, seed: 2)])
        },
        StoreLaw("series-gone", "of an attempt that is gone, or never was, nothing is kept") { stage in
            let claim = try await stage.running()
            let job = claim.job.id
            for stranger in ["\(job)-1-stranger", "\(job)-2-\(claim.token.value.prefix(12))", "999999-1-none", "\(job)", "none", "-1-", ""]
            {
                try await stage.store.keepSeries(.sample(3), of: AttemptID(stranger))
                try await #expect(stage.store.series(of: [AttemptID(stranger), claim.attempt]).isEmpty, "\(stranger)")
            }
            try await stage.settle(claim, .completed)
            try await stage.store.keepSeries(.sample(3), of: claim.attempt)
            try await #expect(stage.store.prune(finishedBefore: .at(1000), limit: 9) == 1)
            try await #expect(stage.store.series(of: [claim.attempt]).isEmpty)
            try await stage.store.keepSeries(.sample(3), of: claim.attempt)
            try await #expect(stage.store.series(of: [claim.attempt]).isEmpty)
        },
    ]
}
