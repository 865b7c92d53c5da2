import YobanCore
import YobanExecution

extension Worker {
    /// Takes up what an earlier process of this worker left: running jobs are followed, ended ones settled, never started ones given back.
    ///
    /// Before any claim, so that a job whose row was set back by hand is not started beside a run of it that goes on.
    func adopt(into jobs: inout TaskGroup<Void>) async {
        var held: [AttemptID: Claim] = [:]
        while !isStopping.withLock({ $0 }), !Task.isCancelled {
            do {
                for claim in try await store.held(by: configuration.id) { held[claim.attempt] = claim }
                break
            } catch {
                storeHealth.failed(error)
                try? await Task.sleep(for: .seconds(1))
            }
        }
        guard !isStopping.withLock({ $0 }), !Task.isCancelled else { return }
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
        case .ended(let result, let run):
            report(output: run, of: claim.job.id, failed: result.cause != .exited(0))
            await settle(claim, AttemptOutcome(result), progress: RunReports(run: run).finish() ?? Progress(), result: result, run: run)
        case .lostShim(let what):
            let text = Text(ja: "監視プロセスが失われました: \(what)", en: "the shim was lost: \(what)")
            await settle(claim, AttemptOutcome(reason: .lostShim, message: say(text)), progress: Progress())
        case .otherBoot:
            let text = Text(ja: "実行中にホストが再起動しました", en: "the host was restarted while it ran")
            await settle(claim, AttemptOutcome(reason: .lostHost, message: say(text)), progress: Progress())
        case .neverStarted:
            await host.acknowledge(found.id)
            await giveBack(claim)
        }
    }

    /// A run that the store doesn't know as ours: its row was changed or removed. It must not go on beside a new run of the same job.
    private func endOrphan(_ found: FoundRun) async {
        if case .running(let run) = found.state {
            await run.stop(grace: configuration.settings.worker.grace)
            _ = await run.ended()
            notify(.orphanEnded(attempt: AttemptID(found.id)))
        }
        await host.acknowledge(found.id)
    }

    /// A text in the language of this worker, for what is written to the store.
    func say(_ text: Text) -> String { text.inLanguage(configuration.settings.language ?? .english) }
}
