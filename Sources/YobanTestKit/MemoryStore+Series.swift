import Synchronization
package import YobanCore

extension MemoryStore {
    package func keepSeries(_ series: RunSeries, of attempt: AttemptID) async throws(StoreError) {
        state.withLock { state in
            guard let job = attempt.job, state.rows[job]?.attempts.contains(where: { $0.id == attempt }) == true else { return }
            state.rows[job]?.series[attempt] = series
        }
    }

    package func series(of attempts: [AttemptID]) async throws(StoreError) -> [AttemptID: RunSeries] {
        state.withLock { state in
            var found: [AttemptID: RunSeries] = [:]
            for attempt in attempts { found[attempt] = attempt.job.flatMap { state.rows[$0]?.series[attempt] } }
            return found
        }
    }
}
