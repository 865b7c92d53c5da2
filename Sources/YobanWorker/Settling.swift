import YobanCore
import YobanExecution
import YobanRunFormat

extension Worker {
    /// Writes the end of an attempt, for as long as it takes the store to answer, and says what became of the job.
    ///
    /// Runs in a task of its own, awaited here: a result must reach the store although this worker is stopping. While the store is away a
    /// stop gives up; the result stays in the run directory and the next worker reports it.
    func settle(
        _ claim: Claim, _ outcome: AttemptOutcome, progress: Progress, result: RunResult? = nil, directory: String? = nil
    ) async {
        // Not the caller's task, whose cancellation must not lose a result.
        let settling = Task { await settleUntilWritten(claim, outcome, progress: progress, result: result, directory: directory) }
        await settling.value
    }

    private func settleUntilWritten(
        _ claim: Claim, _ outcome: AttemptOutcome, progress: Progress, result: RunResult?, directory: String?
    ) async {
        let job = claim.job
        let now = now()
        let verdict = verdict(
            on: outcome, job: job, policy: retryPolicy(of: job), now: now, random: Double.random(in: 0..<1))
        var settlement = Settlement(
            claim: claim, outcome: outcome, verdict: verdict,
            endedAt: result.map { Instant(milliseconds: $0.endedAt) } ?? now, progress: progress)
        settlement.startedAt = result.map { Instant(milliseconds: $0.startedAt) }
        settlement.runDirectory = directory
        guard let holding = await untilTheStoreAnswers({ () async throws(StoreError) in try await self.store.settle(settlement) }) else { return }
        // Acknowledged also when the row is not ours: nobody will ask for this result again.
        await host.acknowledge(claim.attempt.value)
        let took = settlement.endedAt - (settlement.startedAt ?? settlement.endedAt)
        guard holding == .held else { return notify(.claimLost(job)) }
        switch verdict {
        case .completed: notify(.completed(job, outcome, took: took))
        case .stopped: notify(.stopped(job, outcome, took: took))
        case .failed: notify(.failed(job, outcome, took: took))
        case .retry(let at):
            notify(.failed(job, outcome, took: took))
            notify(.retrying(job, failures: job.retryCount + 1, at: at))
        }
        if !outcome.survivors.isEmpty { notify(.survivors(job.id, outcome.survivors, left: outcome.processesLeft)) }
    }

    /// Gives back a claim that never started.
    func giveBack(_ claim: Claim) async {
        // Not the caller's task, as above.
        let giving = Task {
            guard
                let holding = await untilTheStoreAnswers({ () async throws(StoreError) in
                    try await self.store.release(claim, now: self.now())
                })
            else { return }
            notify(holding == .held ? .released(claim.job) : .claimLost(claim.job))
        }
        await giving.value
    }

    /// Repeats a write until it is done or refused for good. Nil when it was given up: stopping, or an error that repeating can't mend.
    private func untilTheStoreAnswers(_ write: () async throws(StoreError) -> Holding) async -> Holding? {
        var wait: Duration = .milliseconds(200)
        while true {
            do {
                let holding = try await write()
                storeHealth.works()
                return holding
            } catch {
                storeHealth.failed(error)
                guard error.isTransient || error.code == .readOnly, !isStopping else { return nil }
            }
            try? await Task.sleep(for: wait)
            wait = min(wait * 2, .seconds(5))
        }
    }

    private func retryPolicy(of job: Job) -> RetryPolicy {
        let catalogue = catalogue()
        let definition = job.key.flatMap(catalogue.definition) ?? catalogue.definition(forScript: job.scriptPath)
        return definition?.retryPolicy ?? RetryPolicy()
    }

    /// Repeats a run's output in the worker's log, where the seed's operators look for it, cut to the configured size.
    func report(outputIn directory: String, of id: JobID, failed: Bool) {
        let limit = configuration.settings.worker.logOutput
        guard limit > 0 else { return }
        for (stream, name) in [(OutputStream.standardOutput, WorkerEvent.Stream.standardOutput), (.standardError, .standardError)] {
            for line in OutputExcerpt.lines(of: stream, in: directory, limit: limit) {
                notify(.output(id, stream: name, line: line, failed: failed))
            }
        }
    }
}
