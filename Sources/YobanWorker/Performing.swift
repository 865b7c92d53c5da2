import YobanCore
import YobanExecution
import YobanRunFormat

extension Worker {
    /// One claim from start to settlement. Returns without settling when the task is cancelled: the run goes on in its shim.
    func perform(_ claim: Claim) async {
        defer { leave(claim.attempt) }
        if isStopping { return await giveBack(claim) }
        switch runs.ending(of: claim.attempt) {
        case .requested?: return await settle(claim, .stoppedBeforeStart(in: language))
        case .notOurs?, .workerEnds?: return await giveBack(claim)
        case nil: break
        }
        if let placement = properPlacement(of: claim.job) { return await giveBack(claim, to: placement) }
        var request: RunRequest
        do throws(Preparation.Refusal) {
            request = try preparation().request(for: claim, now: now())
            request.lease = lease(of: claim.job, grace: request.grace)
        } catch {
            return await settle(claim, AttemptOutcome(reason: error.reason, message: say(error.text)))
        }
        do throws(RunError) {
            let run = try await host.start(request)
            await shipper?.add(claim, directory: run.directory, isAdopted: false)
            await follow(run, claim, isAdopted: false)
        } catch {
            await couldNotStart(claim, error)
        }
    }

    /// Follows a run that exists, whoever started it, and settles it when it ends.
    func follow(_ run: Run, _ claim: Claim, isAdopted: Bool) async {
        runs.started(claim.attempt, run)
        if let ending = runs.ending(of: claim.attempt) { await end(claim.attempt, ending) }
        let follower = RunFollower(run: run, claim: claim, worker: self, isAdopted: isAdopted)
        let end = await withTaskGroup(of: Void.self) { group in
            group.addTask { await follower.follow() }
            // Cancelled: this worker stops, and the run goes on.
            let end = try? await run.ended()
            group.cancelAll()
            return end
        }
        switch end {
        case nil: return
        case .ended(let result)?:
            await follower.keepSeries(atEnd: true)
            await settle(claim, result, progress: follower.finish(hasOutput: result.outputBytes > 0), in: run.directory)
        case .lostShim(let leftovers)?:
            runs.over(claim.attempt)
            await follower.keepSeries(atEnd: true)
            let progress = await follower.finish(hasOutput: true)
            await settle(claim, AttemptOutcome(leftovers, in: language), progress: progress, directory: run.directory)
        }
    }

    /// Settles a run that left a result.
    func settle(_ claim: Claim, _ result: RunResult, progress: Progress, in directory: String) async {
        runs.over(claim.attempt)
        if result.outputBytes > 0 {
            repeatOutput(of: claim.job.id, in: directory, failed: result.cause != .exit || result.exitCode != 0)
        }
        var outcome = AttemptOutcome(result, in: language)
        if result.cause == .stopped, runs.ending(of: claim.attempt) == .notOurs {
            outcome.reason = .leaseLost
            outcome.message = say(Text(ja: "ジョブがこのホストから取り上げられたため終了しました", en: "ended because the job was taken from this host"))
        }
        await settle(claim, outcome, progress: progress, result: result, directory: directory)
    }

    private func preparation() -> Preparation {
        Preparation(
            catalogue: catalogue(), settings: configuration.settings, environment: configuration.environment, host: host, users: users)
    }

    private func couldNotStart(_ claim: Claim, _ error: RunError) async {
        switch error {
        case .invalid, .noSuchUser:
            await settle(claim, AttemptOutcome(reason: .couldNotStart, message: say(error.text)))
        case .exists, .folder, .held, .shimMissing, .spawn, .closed:
            // Our own trouble (no room, no processes, no shim): the job goes back, after a pause so that this doesn't spin.
            notify(.cannotStart(claim.job, error.text))
            try? await Task.sleep(for: Self.pauseAfterTrouble)
            await giveBack(claim)
        }
    }

    /// How long a slot rests when nothing can be started here.
    static let pauseAfterTrouble: Duration = .seconds(5)

    /// Frees a slot.
    func leave(_ attempt: AttemptID) {
        runs.leave(attempt)
        bell.ring()
    }

    /// The language of what is written to the store.
    var language: Language { configuration.settings.language ?? .english }
    func say(_ text: Text) -> String { text.inLanguage(language) }
}
