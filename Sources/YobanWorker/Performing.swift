import YobanCore
import YobanExecution
import YobanRunFormat

extension Worker {
    /// One claim from start to settlement. Returns without settling when the task is cancelled: the run goes on in its shim.
    func perform(_ claim: Claim) async {
        defer { leave(claim) }
        let preparation = Preparation(
            catalogue: catalogue(), settings: configuration.settings, environment: configuration.environment, host: host)
        let run: Run
        do throws(Preparation.Refusal) {
            let request = try preparation.request(for: claim)
            do throws(RunError) {
                run = try await host.start(request)
            } catch {
                return await couldNotHost(claim, error)
            }
        } catch {
            return await settle(claim, AttemptOutcome(reason: error.reason, message: say(error.text)), progress: Progress())
        }
        await follow(run, claim)
    }

    /// Follows a run that exists, whoever started it, and settles it when it ends.
    func follow(_ run: Run, _ claim: Claim) async {
        runs.started(claim.job.id, run)
        let follower = RunFollower(run: run, claim: claim, worker: self)
        let end = await withTaskGroup(of: Void.self) { group in
            group.addTask { await follower.follow() }
            // Cancelled: this worker stops, and the run goes on.
            let end = try? await run.ended()
            group.cancelAll()
            return end
        }
        guard let end else { return }
        await settle(end, of: run, claim, progress: await follower.finish())
    }

    /// Settles a run that is over.
    func settle(_ end: RunEnd, of run: Run, _ claim: Claim, progress: Progress) async {
        switch end {
        case .ended(let result):
            report(outputIn: run.directory, of: claim.job.id, failed: result.cause != .exit || result.exitCode != 0)
            let outcome = AttemptOutcome(result, in: language)
            await settle(claim, outcome, progress: progress, result: result, directory: run.directory)
        case .lostShim(let leftovers):
            await settle(claim, AttemptOutcome(leftovers, in: language), progress: progress, directory: run.directory)
        }
    }

    /// Our own trouble (no room, no descriptors, no shim): the job never started and goes back, after a pause so that it isn't a spin.
    private func couldNotHost(_ claim: Claim, _ error: RunError) async {
        notify(.trouble(Text(ja: "ジョブ \(claim.job.id) を開始できません: \(error)", en: "cannot start job \(claim.job.id): \(error)")))
        try? await Task.sleep(for: .seconds(5))
        await giveBack(claim)
    }

    private func leave(_ claim: Claim) {
        runs.end(claim.job.id)
        bell.ring()
    }
}
