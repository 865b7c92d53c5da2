import Synchronization
import YobanCore
import YobanExecution
import YobanRunFormat

extension Worker {
    /// Writes the end of an attempt and says what became of the job. A stop of this worker gives up when the store doesn't answer: the
    /// result stays in the run directory, and the next worker reports it.
    func settle(
        _ claim: Claim, _ outcome: AttemptOutcome, progress: Progress = Progress(), result: RunResult? = nil, directory: String? = nil
    ) async {
        let job = claim.job
        let now = now()
        let policy = catalogue().definition(of: job)?.retryPolicy ?? RetryPolicy()
        let verdict = verdict(on: outcome, job: job, policy: policy, now: now, random: Double.random(in: 0..<1))
        var settlement = Settlement(
            claim: claim, outcome: outcome, verdict: verdict,
            endedAt: result.map { Instant(milliseconds: $0.endedAt) } ?? now, progress: progress)
        settlement.startedAt = result.map { Instant(milliseconds: $0.startedAt) }
        settlement.runDirectory = directory
        let complete = settlement
        if directory != nil { await shipper?.finish(claim.attempt) }
        let isLate = Flag()
        let holding = await written(claim, as: outcome.reason) { store throws(StoreError) in
            isLate.value = try await self.isTakenForLost(claim)
            return try await store.settle(complete)
        }
        guard let holding else { return }
        // Acknowledged also when the row is not ours: nobody will ask for this result again.
        if directory != nil { await host.acknowledge(claim.attempt.value) }
        guard holding == .held else { return notify(.claimLost(job)) }
        if isLate.value { notify(.lateResult(job)) }
        tell(complete)
    }

    /// Whether the job ended as lost, and nothing came after: its true end is still welcome. Asked only when it may be so.
    func isTakenForLost(_ claim: Claim) async throws(StoreError) -> Bool {
        guard configuration.isShared, standing.wasRetired || isCutOff else { return false }
        guard let row = try await store.job(claim.job.id) else { return false }
        return row.status == .failed && row.reason?.isLoss == true && row.attemptNumber == claim.job.attemptNumber
    }

    private func tell(_ settlement: Settlement) {
        let (job, outcome) = (settlement.claim.job, settlement.outcome)
        let took = settlement.endedAt - (settlement.startedAt ?? settlement.endedAt)
        switch settlement.verdict {
        case .completed: notify(.completed(job, outcome, took: took))
        case .stopped: notify(.stopped(job, outcome, took: took))
        case .failed: notify(.failed(job, outcome, took: took))
        case .retry(let at):
            notify(.failed(job, outcome, took: took))
            notify(.retrying(job, failures: job.retryCount + 1, at: at))
        }
        if !outcome.survivors.isEmpty { notify(.survivors(job.id, outcome.survivors, left: outcome.processesLeft)) }
    }

    /// Gives back a claim that never started; to the place where it belongs when that is another.
    func giveBack(_ claim: Claim, to placement: Placement? = nil) async {
        let now = now()
        switch await written(claim, as: .released, { store throws(StoreError) in try await store.release(claim, to: placement, now: now) })
        {
        case .held?: notify(placement.map { .moved(claim.job, $0) } ?? .released(claim.job))
        case .notHeld?: notify(.claimLost(claim.job))
        case nil: break
        }
    }

    /// Repeats a write until the store has answered, whatever it refuses it with: a slot whose end can't be written down stays taken.
    /// Nil when this worker stops first.
    private func written(
        _ claim: Claim, as reason: Reason, _ write: @escaping @Sendable (any JobStore) async throws(StoreError) -> Holding
    ) async -> Holding? {
        var wait: Duration = .milliseconds(200)
        var hasFailed = false
        while true {
            let asked = ContinuousClock.now
            do throws(StoreError) {
                let holding = try await shielded(write)
                storeHealth.works()
                // An earlier try that seemed to fail may have been committed.
                guard holding == .notHeld, hasFailed else { return holding }
                return await isClosed(claim, as: reason) ? .held : .notHeld
            } catch {
                storeHealth.failed(error, asked: asked)
                hasFailed = true
            }
            // Ends early only when the task is cancelled: this worker stops.
            do { try await Task.sleep(for: wait * Double.random(in: 0.5...1)) } catch { return nil }
            wait = min(wait * 2, .seconds(5))
        }
    }

    /// One write that goes on for half a second when this worker stops: an answer that is at hand is waited for, a lock is not.
    private func shielded(_ write: @escaping @Sendable (any JobStore) async throws(StoreError) -> Holding) async throws(StoreError)
        -> Holding
    {
        let store = store
        // Not the caller's task, whose cancellation would end the write at once.
        let task = Task { () -> Result<Holding, StoreError> in
            do throws(StoreError) { return .success(try await write(store)) } catch { return .failure(error) }
        }
        return try await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            // Outlives the cancelled one: it is what ends the write.
            Task {
                try? await Task.sleep(for: .milliseconds(500))
                task.cancel()
            }
        }.get()
    }

    /// Whether the attempt ended as we wrote it. Somebody else may have written another end: that of a lost host.
    private func isClosed(_ claim: Claim, as reason: Reason) async -> Bool {
        let attempts = try? await store.attempts(of: claim.job.id)
        guard let attempt = attempts?.first(where: { $0.id == claim.attempt }) else { return false }
        return reason == .released ? attempt.state == .released : attempt.state == .ended && attempt.outcome?.reason == reason
    }

    /// Repeats the end of a run's output in the worker's log, where the seed's operators look for it, cut to the configured size.
    func repeatOutput(of id: JobID, in directory: String, failed: Bool) {
        let limit = configuration.settings.worker.logOutput
        guard limit > 0 else { return }
        let excerpt = OutputExcerpt(of: directory, limit: limit)
        for line in excerpt.standardOutput { notify(.output(id, stream: .standardOutput, line: line, failed: failed)) }
        for line in excerpt.standardError { notify(.output(id, stream: .standardError, line: line, failed: failed)) }
    }
}

/// What a write that may be repeated learned on its way.
private final class Flag: Sendable {
    private let flag = Mutex(false)
    var value: Bool {
        get { flag.withLock { $0 } }
        set { flag.withLock { $0 = newValue } }
    }
}
