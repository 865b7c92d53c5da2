import Synchronization
package import YobanCore

extension MemoryStore {
    private static let countLimit = 1000

    package func job(_ id: JobID) async throws(StoreError) -> Job? { state.withLock { $0.rows[id]?.job } }

    package func attempts(of id: JobID) async throws(StoreError) -> [Attempt] { state.withLock { $0.rows[id]?.attempts ?? [] } }

    package func hosts(of ids: [JobID]) async throws(StoreError) -> [JobID: String] {
        state.withLock { state in
            var hosts: [JobID: String] = [:]
            for id in ids { hosts[id] = state.rows[id]?.attempts.last?.host }
            return hosts
        }
    }

    package func jobs(_ filter: JobFilter) async throws(StoreError) -> [Job] {
        state.withLock { state in
            let matching = state.sorted.map(\.job).reversed().filter { job in
                (filter.statuses.isEmpty || filter.statuses.contains(job.status))
                    && (filter.keyGlob.map { glob in job.key.map { Glob.matches($0.value, glob) } ?? false } ?? true)
                    && Glob.admits(job.key, by: filter.visibleKeys)
                    && (filter.since.map { job.createdAt >= $0 } ?? true)
                    && (filter.ids.isEmpty || filter.ids.contains(job.id))
                    && (filter.before.map { job.id < $0 } ?? true)
            }
            return Array(matching.prefix(max(0, filter.limit)))
        }
    }

    package func finished(since: Instant, after: JobID?, limit: Int) async throws(StoreError) -> [Job] {
        state.withLock { state in
            let ended = state.rows.values.compactMap { row in row.job.finishedAt.map { (end: $0, job: row.job) } }
                .filter { ended in ended.end > since || (ended.end == since && (after.map { ended.job.id > $0 } ?? true)) }
            return ended.sorted { ($0.end, $0.job.id) < ($1.end, $1.job.id) }.prefix(max(0, limit)).map(\.job)
        }
    }

    package func newestJob() async throws(StoreError) -> JobID? { state.withLock { $0.rows.keys.max() } }

    package func jobsAhead(of id: JobID) async throws(StoreError) -> Int? {
        state.withLock { state in
            guard let job = state.rows[id]?.job else { return nil }
            return state.ready([job.queue]).firstIndex { $0.id == id }.map { min($0, Self.countLimit) }
        }
    }

    package func unfinishedCount() async throws(StoreError) -> Int {
        state.withLock { state in min(state.rows.values.count { !$0.job.status.isFinished }, Self.countLimit) }
    }

    package func register(_ worker: WorkerRecord) async throws(StoreError) -> Int64 {
        state.withLock { state in
            let before = state.workers[worker.id]
            var worker = worker
            worker.session = (before?.session ?? 0) + 1
            worker.beat = 0
            worker.isDraining = before?.isDraining ?? false
            worker.isRetired = false
            worker.condition = nil
            state.workers[worker.id] = worker
            return worker.session
        }
    }

    package func renew(
        _ worker: WorkerID, session: Int64, condition: WorkerCondition?, now: Instant
    ) async throws(StoreError) -> Renewal {
        state.withLock { state in
            guard var record = state.workers[worker], record.session == session, !record.isRetired else { return .notHeld }
            record.beat += 1
            record.condition = condition ?? record.condition
            record.seenAt = now
            state.workers[worker] = record
            return .held(isDraining: record.isDraining)
        }
    }

    package func drain(_ worker: WorkerID, _ draining: Bool, by author: Author?, now: Instant) async throws(StoreError) -> Bool {
        state.withLock { state in
            guard let before = state.workers[worker]?.isDraining else { return false }
            state.workers[worker]?.isDraining = draining
            let words = ["active", "draining"]
            if before != draining {
                state.note(
                    draining ? .drain : .resume, worker.value, by: author, now, before: words[before ? 1 : 0],
                    after: words[draining ? 1 : 0])
            }
            return true
        }
    }

    package func retire(_ worker: WorkerID, session: Int64, by author: Author?, now: Instant) async throws(StoreError) -> Bool {
        state.withLock { state in
            guard let record = state.workers[worker], record.session == session, !record.isRetired else { return false }
            state.workers[worker]?.session += 1
            state.workers[worker]?.isRetired = true
            state.note(.declareDead, worker.value, by: author, now, after: "retired")
            return true
        }
    }

    package func workers() async throws(StoreError) -> [WorkerRecord] {
        state.withLock { state in state.workers.values.sorted { $0.id.value < $1.id.value } }
    }

    package func schedules(_ expressions: [JobKey: String], now: Instant) async throws(StoreError) -> [JobKey: Instant] {
        state.withLock { state in
            var standing: [JobKey: Instant] = [:]
            for (key, expression) in expressions {
                if state.schedules[key]?.expression != expression {
                    state.schedules[key] = Schedule(expression: expression, planned: now)
                }
                standing[key] = state.schedules[key]?.planned
            }
            return standing
        }
    }

    package func fire(
        _ key: JobKey, planned: Instant, after last: Instant, job: NewJob, now: Instant
    ) async throws(StoreError) -> Enqueued? {
        state.withLock { state in
            guard state.schedules[key]?.planned == last else { return nil }
            state.schedules[key]?.planned = planned
            return state.insert(job, now: now)
        }
    }
}
