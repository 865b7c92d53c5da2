import YobanCore
import YobanExecution

extension Worker {
    /// One claim from start to settlement. Returns without settling when the task is cancelled: the run goes on in its shim.
    func perform(_ claim: Claim) async {
        defer { leave(claim) }
        let preparation = Preparation(
            catalogue: catalogue(), settings: configuration.settings, environment: configuration.environment, host: host)
        let run: Run
        do {
            run = try await host.start(preparation.request(for: claim))
        } catch let refusal as Preparation.Refusal {
            let message = refusal.text.inLanguage(configuration.settings.language ?? .english)
            return await settle(claim, AttemptOutcome(reason: refusal.reason, message: message), progress: Progress())
        } catch {
            // Our own trouble (no room, no descriptors): the job never started and goes back, after a pause so that it isn't a spin.
            notify(.trouble(Text(ja: "ジョブ \(claim.job.id) を開始できません: \(error)", en: "cannot start job \(claim.job.id): \(error)")))
            try? await Task.sleep(for: .seconds(5))
            return await giveBack(claim)
        }
        await follow(run, claim)
    }

    /// Follows a run that exists, whoever started it, and settles it when it ends.
    func follow(_ run: Run, _ claim: Claim) async {
        runs.started(claim.job.id, run)
        let follower = RunFollower(run: run, claim: claim, worker: self)
        let end = await withTaskGroup(of: Void.self) { group in
            group.addTask { await follower.follow() }
            let end = await run.ended()
            group.cancelAll()
            return end
        }
        switch end {
        case nil: return
        case .ended(let result):
            let progress = await follower.finish()
            report(output: run, of: claim.job.id, failed: result.cause != .exited(0))
            if let pid = result.mainPID, await !follower.hasBegun { notify(.running(claim.job, pid: pid)) }
            await settle(claim, AttemptOutcome(result), progress: progress, result: result, run: run)
        case .lostShim(let what):
            let text = Text(ja: "監視プロセスが失われました: \(what)", en: "the shim was lost: \(what)")
            let outcome = AttemptOutcome(reason: .lostShim, message: text.inLanguage(configuration.settings.language ?? .english))
            await settle(claim, outcome, progress: await follower.finish(), run: run)
        }
    }

    private func leave(_ claim: Claim) {
        runs.end(claim.job.id)
        bell.ring()
    }
}
