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
        /// Other hosts work on the same store: what was found lost here may run there.
        package var isShared = false
        /// Somebody calls `wake` as soon as there is a job, on whatever host it was queued.
        package var hasNews = false
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
    let beatBell = Bell()
    let standing = Standing()
    let shipper: LogShipper?
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
        let worker = configuration.settings.worker
        shipper =
            configuration.isShared && worker.logInStore > 0
            ? LogShipper(store: store, health: storeHealth, limit: worker.logInStore, notify: notify) : nil
    }

    /// Looks for jobs now. Called by the doorbell, and by who made jobs ready in this process.
    package func wake() { bell.ring() }

    /// Looks for what people ask of running jobs and of this worker now: stops, and to take no new jobs.
    package func wakeForStop() {
        stopBell.ring()
        beatBell.ring()
    }

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
        standing.doorbell(doorbell?.path ?? "")
        try await register()
        notify(.started(worker: configuration.id, slots: slots, store: configuration.settings.store))
        // Before the first claim: a person may have asked this worker to take no jobs.
        await renew()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await YobanWorker.ring(self.bell) { self.poll } }
            group.addTask { await self.watchRows() }
            group.addTask { await self.beat() }
            if let shipper { group.addTask { await shipper.run() } }
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

    var slots: Int { configuration.settings.worker.slots }

    private func endOrLeave(_ jobs: inout DiscardingTaskGroup) async {
        if stopping.withLock({ $0 == .endingJobs }) {
            for active in runs.all { await end(active.attempt, .workerEnds) }
        } else {
            notify(.stopping(running: runs.jobs))
            jobs.cancelAll()
        }
    }
}
