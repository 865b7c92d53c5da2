import YobanCore

extension Worker {
    /// How long after work was found more of it is expected soon.
    private static let busyTime: Duration = .seconds(5)
    private static let busyPoll: Duration = .milliseconds(150)
    /// A message may be lost with its connection; then this is how much later a job is found.
    private static let toldPolls = 3

    /// Until the next look for jobs: not the same for all workers, so that fifty of them don't ask at once; more often while there is
    /// work that nobody tells of, seldom where every new job is told.
    var poll: Duration {
        let settings = configuration.settings.worker
        if configuration.hasNews { return settings.poll * Self.toldPolls * Double.random(in: 0.8...1.2) }
        let isBusy = configuration.isShared && standing.foundWork(within: Self.busyTime)
        return (isBusy ? min(Self.busyPoll, settings.poll) : settings.poll) * Double.random(in: 0.8...1.2)
    }

    /// Claims as long as there is a free slot, then waits for a ring.
    func take(into jobs: inout DiscardingTaskGroup) async {
        var waiting: [Claim] = []
        while !isStopping, !Task.isCancelled {
            let free = slots - runs.count
            let asks = free > 0 && mayClaim
            let new = asks ? await claim(free) : []
            for claim in new {
                runs.reserve(claim.attempt, claim)
                for other in runs.others(of: claim.attempt) { await end(other, .notOurs) }
            }
            waiting += new
            // A job whose row was set back by hand waits for the end of the run that it still has.
            for claim in waiting where runs.others(of: claim.attempt).isEmpty { jobs.addTask { await self.perform(claim) } }
            waiting.removeAll { runs.others(of: $0.attempt).isEmpty }
            if asks, new.count == free { continue }
            if await isIdle() { break }
            await bell.wait()
        }
        // Given back, now that no new job is started.
        for claim in waiting { jobs.addTask { await self.perform(claim) } }
    }

    /// Not while people want no new jobs here, nor while the store rests from its trouble. A worker that was cut off renews its lease
    /// first: its jobs may have been taken from it, and what it claims then would be taken for lost too.
    private var mayClaim: Bool {
        guard !standing.isDraining, storeHealth.mayAsk else { return false }
        guard configuration.isShared, isCutOff else { return true }
        beatBell.ring()
        return false
    }

    private func claim(_ count: Int) async -> [Claim] {
        var generator = SystemRandomNumberGenerator()
        let tokens = (0..<count).map { _ in ClaimToken.random(using: &generator) }
        let asked = ContinuousClock.now
        do throws(StoreError) {
            let claims = try await store.claim(
                tokens, queues: queues, by: configuration.id, on: configuration.hostName, now: now())
            storeHealth.works()
            if !claims.isEmpty { standing.foundWork() }
            for claim in claims { notify(.claimed(claim.job)) }
            return claims
        } catch {
            storeHealth.failed(error, asked: asked)
            return []
        }
    }

    private func isIdle() async -> Bool {
        guard configuration.untilIdle, runs.count == 0 else { return false }
        return (try? await store.unfinishedCount()) == 0
    }

    /// All that this worker takes from. Its host's name is one of its labels.
    package var queues: [String] {
        let settings = configuration.settings.worker
        return Placement.queues(settings.queues, labels: settings.labels + [Placement.label(ofHost: configuration.hostName)])
    }

    /// Where a row belongs that stands elsewhere: another program that wrote it need not know what the catalogue says about a job's place,
    /// and the catalogue may have changed since. Nil: where it stands.
    ///
    /// Tried a few times only: hosts whose catalogues differ must not send a job round for ever.
    func properPlacement(of job: Job) -> Placement? {
        guard job.attemptNumber <= Self.longestJourney else { return nil }
        guard let placement = catalogue().definition(of: job)?.placement, placement != job.placement else { return nil }
        return placement
    }

    private static let longestJourney = 3
}
