import Glibc
import Synchronization
package import YobanCore
package import YobanExecution

/// Takes jobs into slots, runs them and writes what happened. May be killed at any moment: the shims go on, and the next worker adopts them.
package final class Worker: Sendable {
    package struct Configuration: Sendable {
        package var id: WorkerID
        package var hostName: String
        package var bootID: String
        package var version: String
        package var settings: Settings
        package var environment: [String: String]
        /// Return when nothing is pending or running any more.
        package var untilIdle = false

        package init(id: WorkerID, hostName: String, bootID: String, version: String, settings: Settings, environment: [String: String]) {
            self.id = id
            self.hostName = hostName
            self.bootID = bootID
            self.version = version
            self.settings = settings
            self.environment = environment
        }
    }

    let configuration: Configuration
    let store: any JobStore
    let host: RunHost
    let catalogue: @Sendable () -> Catalogue
    let now: Now
    let notify: @Sendable (WorkerEvent) -> Void
    let runs = ActiveRuns()
    let users = KnownUsers()
    let bell = Bell()
    let stopBell = Bell()
    private let stopping = Mutex<Stopping?>(nil)
    let storeHealth: StoreHealth

    package init(
        _ configuration: Configuration, store: any JobStore, host: RunHost, catalogue: @escaping @Sendable () -> Catalogue,
        now: @escaping Now, notify: @escaping @Sendable (WorkerEvent) -> Void
    ) {
        self.configuration = configuration
        self.store = store
        self.host = host
        self.catalogue = catalogue
        self.now = now
        self.notify = notify
        storeHealth = StoreHealth(notify: notify)
    }

    /// Looks for jobs now. Called by the doorbell, and by who made jobs ready in this process.
    package func wake() { bell.ring() }

    /// Looks for stop requests now.
    package func wakeForStop() { stopBell.ring() }

    private enum Stopping { case leavingJobs, endingJobs }
    var isStopping: Bool { stopping.withLock { $0 != nil } }

    /// Stops claiming and lets `run` return: in under a second, while running jobs go on in their shims; or, when they are to be stopped
    /// too, as soon as they have ended.
    package func stop(stoppingJobs: Bool = false) {
        stopping.withLock { $0 = stoppingJobs ? .endingJobs : .leavingJobs }
        bell.ring()
    }

    /// Works until ``stop()``, until idle when so configured, or until cancelled. Throws when the store can't be used at the start.
    package func run() async throws(StoreError) {
        let doorbell = Doorbell(state: configuration.settings.state) { [self] ring in
            switch ring {
            case .jobs: wake()
            case .stop: wakeForStop()
            }
        }
        let session = try await store.register(record(doorbell: doorbell?.path ?? ""))
        notify(.started(worker: configuration.id, slots: slots, store: configuration.settings.store))
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await YobanWorker.ring(self.bell, every: self.configuration.settings.worker.poll) }
            group.addTask { await self.watchRows() }
            group.addTask { await self.beat(session) }
            // Discarding: a group that keeps the results of its tasks grows with every job.
            await withDiscardingTaskGroup { jobs in
                await adopt(into: &jobs)
                await take(into: &jobs)
                await endOrLeave(&jobs)
            }
            group.cancelAll()
        }
        withExtendedLifetime(doorbell) {}
        notify(.ended)
    }

    private var slots: Int { configuration.settings.worker.slots }

    /// Claims as long as there is a free slot, then waits for a ring.
    private func take(into jobs: inout DiscardingTaskGroup) async {
        var waiting: [Claim] = []
        while !isStopping, !Task.isCancelled {
            let free = slots - runs.count
            let new = free > 0 ? await claim(free) : []
            for claim in new {
                runs.reserve(claim.attempt, claim)
                for other in runs.others(of: claim.attempt) { await end(other, .notOurs) }
            }
            waiting += new
            // A job whose row was set back by hand waits for the end of the run that it still has.
            for claim in waiting where runs.others(of: claim.attempt).isEmpty { jobs.addTask { await self.perform(claim) } }
            waiting.removeAll { runs.others(of: $0.attempt).isEmpty }
            if free > 0, new.count == free { continue }
            if await isIdle() { break }
            await bell.wait()
        }
        // Given back, now that no new job is started.
        for claim in waiting { jobs.addTask { await self.perform(claim) } }
    }

    private func endOrLeave(_ jobs: inout DiscardingTaskGroup) async {
        if stopping.withLock({ $0 == .endingJobs }) {
            for active in runs.all { await end(active.attempt, .workerEnds) }
        } else {
            notify(.stopping(running: runs.jobs))
            jobs.cancelAll()
        }
    }

    private func claim(_ count: Int) async -> [Claim] {
        var generator = SystemRandomNumberGenerator()
        let tokens = (0..<count).map { _ in ClaimToken.random(using: &generator) }
        do {
            let claims = try await store.claim(
                tokens, queue: Job.defaultQueue, by: configuration.id, on: configuration.hostName, now: now())
            storeHealth.works()
            for claim in claims { notify(.claimed(claim.job)) }
            return claims
        } catch {
            storeHealth.failed(error)
            return []
        }
    }

    private func isIdle() async -> Bool {
        guard configuration.untilIdle, runs.count == 0 else { return false }
        return (try? await store.unfinishedCount()) == 0
    }

    private func beat(_ session: Int64) async {
        while !Task.isCancelled {
            try? await Task.sleep(for: configuration.settings.worker.heartbeat)
            guard !Task.isCancelled else { return }
            await keepState()
            do {
                if try await store.renew(configuration.id, session: session, now: now()) == .notHeld {
                    notify(
                        .trouble(
                            Text(
                                ja: "同じワーカーID \(configuration.id) の新しいプロセスが動いているため、実行中のジョブを停止して終了します",
                                en: "a newer process works as \(configuration.id); stopping, with all jobs")))
                    // The newer one can't see our runs, and takes our jobs for lost.
                    return stop(stoppingJobs: true)
                }
                storeHealth.works()
            } catch {
                storeHealth.failed(error)
            }
        }
    }

    /// A state directory that was removed is made anew, with our name: the next worker here is to know our runs for its own.
    private func keepState() async {
        do throws(RunError) {
            try await host.restoreIfRemoved()
            try? configuration.id.keep(in: configuration.settings.state)
        } catch {
            notify(.trouble(error.text))
        }
    }

    private func record(doorbell: String) -> WorkerRecord {
        WorkerRecord(
            id: configuration.id, host: configuration.hostName, pid: getpid(), slots: configuration.settings.worker.slots,
            bootID: configuration.bootID, doorbell: doorbell, version: configuration.version, seenAt: now())
    }
}
