import YobanCore
import YobanExecution
import YobanRunFormat

extension Worker {
    /// Takes up what an earlier process of this worker left: running jobs are followed, ended ones settled, never started ones given back.
    ///
    /// Before any claim, so that a job whose row was set back by hand is not started beside a run of it that goes on.
    func adopt(into jobs: inout TaskGroup<Void>) async {
        var held: [AttemptID: Claim] = [:]
        while !isStopping, !Task.isCancelled {
            do {
                for claim in try await store.held(by: configuration.id) { held[claim.attempt] = claim }
                break
            } catch {
                storeHealth.failed(error)
                try? await Task.sleep(for: .seconds(1))
            }
        }
        guard !isStopping, !Task.isCancelled else { return }
        for found in await host.found() {
            guard let claim = held.removeValue(forKey: AttemptID(found.id)) else {
                await endOrphan(found)
                continue
            }
            runs.reserve(claim)
            switch found.state {
            case .running: notify(.adopted(claim.job))
            case .ended, .lostShim, .neverStarted, .otherBoot: break
            }
            jobs.addTask { await self.takeUp(found, claim) }
        }
        // Claimed, but the process died before it had a run directory.
        for claim in held.values.sorted(by: { $0.job.id < $1.job.id }) { await giveBack(claim) }
    }

    private func takeUp(_ found: FoundRun, _ claim: Claim) async {
        defer {
            runs.end(claim.job.id)
            bell.ring()
        }
        switch found.state {
        case .running(let run):
            await follow(run, claim)
        case .ended(let result):
            let directory = host.runDirectory(for: found.id)
            let reports = RunReports(directory: directory, progressFile: host.scratchDirectory(for: found.id) + "/progress")
            report(outputIn: directory, of: claim.job.id, failed: result.cause != .exit || result.exitCode != 0)
            await settle(
                claim, AttemptOutcome(result, in: language), progress: reports.finish() ?? Progress(), result: result, directory: directory)
        case .lostShim(let leftovers):
            await settle(
                claim, AttemptOutcome(leftovers, in: language), progress: Progress(), directory: host.runDirectory(for: found.id))
        case .otherBoot:
            let text = Text(ja: "実行中にホストが再起動しました", en: "the host was restarted while it ran")
            await settle(
                claim, AttemptOutcome(reason: .lostHost, message: say(text)), progress: Progress(), directory: host.runDirectory(for: found.id))
        case .neverStarted:
            await host.acknowledge(found.id)
            await giveBack(claim)
        }
    }

    /// A run that the store doesn't know as ours: its row was changed or removed. It must not go on beside a new run of the same job.
    private func endOrphan(_ found: FoundRun) async {
        if case .running(let run) = found.state {
            await run.stop(grace: configuration.settings.worker.grace)
            guard (try? await run.ended()) != nil else { return }
            notify(.orphanEnded(attempt: AttemptID(found.id)))
        }
        await host.acknowledge(found.id)
    }

    /// The language of what is written to the store.
    var language: Language { configuration.settings.language ?? .english }
    func say(_ text: Text) -> String { text.inLanguage(language) }
}
