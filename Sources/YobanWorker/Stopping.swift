import YobanCore
import YobanExecution

extension Worker {
    /// Watches the rows of this worker's runs: at the seed's pace, and at once when the doorbell rings for a stop.
    func watchRows() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await YobanWorker.ring(self.stopBell) { self.configuration.settings.worker.stopCheck } }
            while !Task.isCancelled {
                await stopBell.wait()
                if !Task.isCancelled { await lookAtRows() }
            }
            group.cancelAll()
        }
    }

    /// Ends runs whose row asks for a stop, or is no longer ours: changed or removed by hand, it may soon run elsewhere. One that was only
    /// given up for lost goes on: nobody has started its job again, and its true end is still welcome.
    func lookAtRows() async {
        // As of before the question: what is claimed in the meantime is not in the answer.
        let runs = runs.all
        guard !runs.isEmpty, storeHealth.mayAsk else { return }
        let asked = ContinuousClock.now
        do throws(StoreError) {
            let held = Dictionary(
                try await store.held(by: configuration.id).map { ($0.token, $0.job.stopRequested) }, uniquingKeysWith: { first, _ in first }
            )
            storeHealth.works()
            for run in runs {
                let isRequested = run.claim.map { held[$0.token] } ?? nil
                // What has to end is asked again: a shim that this worker was just connecting to has not heard it.
                let why = isRequested == nil ? .notOurs : isRequested == true ? .requested : run.ending
                guard let why else { continue }
                if why == .notOurs, let claim = run.claim, try await isTakenForLost(claim) { continue }
                await end(run.attempt, why)
            }
        } catch {
            storeHealth.failed(error, asked: asked)
        }
    }

    /// Ends one run: SIGTERM to its tree, grace, then SIGKILL. Asking twice is asking once.
    func end(_ attempt: AttemptID, _ why: WorkerEvent.Ending) async {
        guard let (active, isFirst) = runs.mark(attempt, why) else { return }
        let grace = grace(of: active.claim?.job, why)
        if isFirst, let job = active.claim?.job { notify(.ending(job, why, grace: grace)) }
        if case .running(let run) = active.phase { await run.stop(grace: grace) }
    }

    /// Cut where another host may be about to run the same.
    private func grace(of job: Job?, _ why: WorkerEvent.Ending) -> Duration {
        let grace = job.flatMap { catalogue().definition(of: $0) }?.grace ?? configuration.settings.worker.grace
        guard why == .notOurs, configuration.isShared else { return grace }
        return LeaseWatch.grace(grace, lease: configuration.settings.worker.lease)
    }
}
