import YobanCore
import YobanExecution
import YobanRunFormat

extension Worker {
    /// Takes up what an earlier process of this worker left: running jobs are followed, ended ones settled, never started ones given back.
    ///
    /// Before any claim: until then it isn't known how many slots are free, nor which jobs still have a run.
    func adopt(into jobs: inout DiscardingTaskGroup) async {
        guard let claims = await heldClaims() else { return }
        // At once: their deadlines may be near, and this worker has just shown that it lives.
        if configuration.isShared {
            await host.extendLeases(of: claims.map(\.attempt.value), to: standing.renewedAt + configuration.settings.worker.lease)
        }
        guard let runs = await unlessStopped({ await self.host.found() }) else { return }
        var held = Dictionary(claims.map { ($0.attempt, $0) }, uniquingKeysWith: { first, _ in first })
        for found in runs {
            let attempt = AttemptID(found.id)
            let claim = held.removeValue(forKey: attempt)
            self.runs.reserve(attempt, claim)
            jobs.addTask {
                if let claim { await self.takeUp(found, claim) } else { await self.endOrphan(found) }
                self.leave(attempt)
            }
        }
        // Claimed, but the process died before it had a run directory.
        for claim in held.values {
            self.runs.reserve(claim.attempt, claim)
            jobs.addTask {
                await self.giveBack(claim)
                self.leave(claim.attempt)
            }
        }
        // A stop may have been asked for while no worker was there.
        stopBell.ring()
    }

    /// Nil when stopped first.
    private func heldClaims() async -> [Claim]? {
        while !isStopping, !Task.isCancelled {
            let asked = ContinuousClock.now
            do throws(StoreError) {
                if storeHealth.mayAsk { return try await store.held(by: configuration.id) }
            } catch {
                storeHealth.failed(error, asked: asked)
            }
            await bell.wait()
        }
        return nil
    }

    /// Nil when this worker is stopped first; `work` is cancelled then.
    private func unlessStopped<T: Sendable>(_ work: @escaping @Sendable () async -> T) async -> T? {
        await withTaskGroup(of: T?.self) { group in
            group.addTask { await work() }
            group.addTask {
                while !self.isStopping, !Task.isCancelled { await self.bell.wait() }
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return isStopping ? nil : first
        }
    }

    private func takeUp(_ found: FoundRun, _ claim: Claim) async {
        let directory = host.runDirectory(for: found.id)
        await shipper?.add(claim, directory: directory, isAdopted: true)
        switch found.state {
        case .running(let run):
            notify(.adopted(claim.job))
            await follow(run, claim, isAdopted: true)
        case .ended(let result):
            let reports = RunReports(directory: directory, progressFile: host.scratchDirectory(for: found.id) + "/progress")
            await settle(claim, result, progress: reports.finish(hasOutput: result.outputBytes > 0) ?? Progress(), in: directory)
        case .lostShim(let leftovers):
            await settle(claim, AttemptOutcome(leftovers, in: language), directory: directory)
        case .otherBoot:
            let text = Text(ja: "実行中にホストが再起動しました", en: "the host was restarted while it ran")
            await settle(claim, AttemptOutcome(reason: .lostHost, message: say(text)), directory: directory)
        case .neverStarted:
            await shipper?.finish(claim.attempt)
            await host.acknowledge(found.id)
            await giveBack(claim)
        }
    }

    /// A run that the store doesn't know as ours: its row was changed or removed. It must not go on beside a new run of the same job.
    ///
    /// Of a job that was given up for lost meanwhile, and not tried again since, the run goes on and its true end is still recorded.
    private func endOrphan(_ found: FoundRun) async {
        let attempt = AttemptID(found.id)
        var end: RunEnd?
        switch found.state {
        case .running(let run):
            switch await lateClaim(of: attempt) {
            case nil: return
            case .some(.some(let claim)):
                standing.retired()
                runs.reserve(attempt, claim)
                await shipper?.add(claim, directory: host.runDirectory(for: found.id), isAdopted: true)
                notify(.adopted(claim.job))
                return await follow(run, claim, isAdopted: true)
            case .some(nil): break
            }
            runs.started(attempt, run)
            await self.end(attempt, .notOurs)
            end = try? await run.ended()
            guard end != nil else { return }
            notify(.orphanEnded(attempt: attempt))
        case .ended(let result): end = .ended(result)
        case .lostShim, .otherBoot, .neverStarted: break
        }
        if case .ended(let result)? = end {
            switch await lateClaim(of: attempt) {
            case nil: return
            case .some(.some(let claim)):
                standing.retired()
                await shipper?.add(claim, directory: host.runDirectory(for: found.id), isAdopted: true)
                return await settle(claim, result, progress: Progress(), in: host.runDirectory(for: found.id))
            case .some(nil): break
            }
        }
        await host.acknowledge(found.id)
    }

    /// The claim by which a result may still be written whose job ended as lost: by the token that the script was given. Nil when this
    /// worker stops before the store has answered; an inner nil when there is no such job.
    private func lateClaim(of attempt: AttemptID) async -> Claim?? {
        guard configuration.isShared, let id = attempt.job, let token = await host.variable("BATCH_FENCING_TOKEN", of: attempt.value) else {
            return .some(nil)
        }
        while !isStopping, !Task.isCancelled {
            let asked = ContinuousClock.now
            do throws(StoreError) {
                guard let job = try await store.job(id) else { return .some(nil) }
                let claim = Claim(job: job, token: ClaimToken(token))
                return .some(job.status == .failed && job.reason?.isLoss == true && claim.attempt == attempt ? claim : nil)
            } catch {
                storeHealth.failed(error, asked: asked)
            }
            // Every slot may wait here, and only one task may wait for the bell.
            try? await Task.sleep(for: .milliseconds(500))
        }
        return nil
    }
}
