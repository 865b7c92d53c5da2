import YobanCore
import YobanExecution

extension Worker {
    /// Looks for stop requests while jobs run: at the seed's pace, and at once when the doorbell rings for it.
    func watchStops() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await YobanWorker.ring(self.stopBell, every: self.configuration.settings.worker.stopCheck) }
            while !Task.isCancelled {
                await stopBell.wait()
                guard runs.count > 0, !Task.isCancelled else { continue }
                await endRequested()
            }
            group.cancelAll()
        }
    }

    private func endRequested() async {
        do {
            let requested = Set(try await store.stopRequests(for: configuration.id))
            storeHealth.works()
            for active in runs.all where requested.contains(active.claim.job.id) { await end(active) }
        } catch {
            storeHealth.failed(error)
        }
    }

    /// Ends one run: SIGTERM to its tree, grace, then SIGKILL. Asking twice is asking once.
    func end(_ active: ActiveRuns.Active) async {
        guard let active = runs.stopping(active.claim.job.id), let run = active.run else { return }
        let grace = graceOf(active.claim.job)
        notify(.stopAsked(active.claim.job, grace: grace))
        await run.stop(grace: grace)
    }

    private func graceOf(_ job: Job) -> Duration {
        let catalogue = catalogue()
        let definition = job.key.flatMap(catalogue.definition) ?? catalogue.definition(forScript: job.scriptPath)
        return definition?.grace ?? configuration.settings.worker.grace
    }
}
