import YobanCore

extension MemoryStore.State {
    /// Takes a place of the job's concurrency key, if it has one. False: there is none.
    mutating func takePlace(for job: Job, _ token: ClaimToken) -> Bool {
        guard let key = job.concurrency else { return true }
        guard let place = freePlace(of: key.name, beside: []), place < key.limit else { return false }
        locks[key.name, default: [:]][place] = MemoryStore.Lock(job: job.id, token: token)
        return true
    }

    /// The smallest place that is neither taken nor in `reserved`.
    private func freePlace(of key: String, beside reserved: Set<Int>) -> Int? {
        let taken = locks[key] ?? [:]
        return (0...taken.count + reserved.count).first { taken[$0] == nil && !reserved.contains($0) }
    }

    /// Gives back what a claim took.
    mutating func freePlace(of claim: Claim) {
        let keys = locks.filter { $1.values.contains { $0.job == claim.job.id && $0.token == claim.token } }.map(\.key)
        for key in keys {
            locks[key] = locks[key]?.filter { $1.job != claim.job.id || $1.token != claim.token }
            _ = wake(key)
        }
    }

    /// Makes those ready that wait for a place that is free, the most urgent first, one for each place; none in a paused queue, which would
    /// keep the place from others. Returns how many.
    private mutating func wake(_ key: String) -> Int {
        var reserved: Set<Int> = []
        for job in mostUrgentFirst({
            $0.status == .pending && $0.hold == .key && $0.concurrency?.name == key && !isPaused($0.queue)
        }) {
            guard let place = freePlace(of: key, beside: reserved), place < job.concurrency?.limit ?? 1 else { continue }
            reserved.insert(place)
            rows[job.id]?.job.hold = nil
        }
        return reserved.count
    }

    /// Frees places whose run is over, and makes those ready that have no reason to wait. Returns how many became ready.
    mutating func repairPlaces() -> Int {
        let rows = rows
        locks = locks.mapValues { $0.filter { rows[$1.job]?.job.status == .running && rows[$1.job]?.token == $1.token } }
        let held = rows.values.map(\.job).filter { $0.status == .pending && $0.hold == .key }
        for job in held where job.concurrency == nil { self.rows[job.id]?.job.hold = nil }
        return held.count { $0.concurrency == nil } + Set(held.compactMap(\.concurrency?.name)).reduce(0) { $0 + wake($1) }
    }
}
