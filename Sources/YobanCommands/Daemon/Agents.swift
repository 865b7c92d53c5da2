import YobanCore
import YobanExecution
import YobanScheduler
import YobanWorker

/// The loops of a long-lived process beside its worker.
struct Agents {
    let role: Daemon.Role
    let settings: Settings
    let opened: OpenedStore
    /// Nil in a process that runs none.
    let jobs: Daemon.Jobs?
    let current: CurrentCatalogue
    let notify: @Sendable (WorkerEvent) -> Void
    let health: StoreHealth

    init(
        role: Daemon.Role, settings: Settings, opened: OpenedStore, jobs: Daemon.Jobs?, current: CurrentCatalogue,
        notify: @escaping @Sendable (WorkerEvent) -> Void
    ) {
        self.role = role
        self.settings = settings
        self.opened = opened
        self.jobs = jobs
        self.current = current
        self.notify = notify
        health = StoreHealth(notify: notify)
    }

    func all() throws -> [Agent] {
        if role == .server { return [] }
        var agents = [promoter, pruner]
        if let worker = jobs?.worker, let news = opened.news { agents.append(listener(news, worker)) }
        if role != .worker {
            agents.append(try scheduleKeeper())
            agents.append(try notifier())
            if opened.isShared { agents.append(lostHosts) }
        }
        return agents
    }

    /// Where many workers are at one store, the scheduler is the one that looks often: the others would only ask the same.
    private var promoterInterval: Duration {
        guard opened.isShared else { return settings.worker.poll }
        return role == .worker ? .seconds(30) : .seconds(1)
    }

    private var promoter: Agent {
        let worker = jobs?.worker
        // A worker tells by itself of a store that fails.
        let failed: @Sendable (StoreError, ContinuousClock.Instant) -> Void =
            if worker == nil { { [health] in health.failed($0, asked: $1) } } else { { _, _ in } }
        let promoter = Promoter(
            store: opened.store, interval: promoterInterval, now: wallClock, promoted: { worker?.wake() },
            answered: { [health] in health.works() },
            failed: failed)
        return Agent { await promoter.run() }
    }

    private var pruner: Agent {
        let host = jobs?.host
        let pruner = Pruner(
            store: opened.store, keep: settings.keep, now: wallClock,
            pruneRuns: { before in _ = await host?.prune(reportedBefore: before.milliseconds) },
            failed: { [health] in health.failed($0, asked: $1) })
        return Agent { await pruner.run() }
    }

    private func scheduleKeeper() throws -> Agent {
        let worker = jobs?.worker
        let notify = notify
        let current = current
        let keeper = ScheduleKeeper(
            store: opened.store, catalogue: { current.value }, zone: try ZoneFile.rules(settings.timeZone), now: wallClock,
            fired: { key, _, enqueued in
                notify(.schedule(key, enqueued))
                worker?.wake()
            }, failed: { [health] in health.failed($0, asked: $1) })
        return Agent { await keeper.run() }
    }

    /// With one host nothing is taken over by time: its next worker adopts what runs.
    private var lostHosts: Agent {
        let worker = jobs?.worker
        let notify = notify
        let current = current
        let watcher = LostHosts(
            store: opened.store, catalogue: { current.value }, language: processLanguage, now: wallClock, bootTime: bootTime,
            lost: { record, settled in
                notify(.workerLost(record))
                for settlement in settled { notify(.jobTaken(settlement.claim.job, settlement.verdict)) }
                worker?.wake()
            }, failed: { [health] in health.failed($0, asked: $1) })
        return Agent { await watcher.run() }
    }

    /// The server tells at once what the poll would find later.
    private func listener(_ news: @escaping @Sendable () -> AsyncStream<QueueNews>, _ worker: Worker) -> Agent {
        let queues = Set(worker.queues)
        return Agent {
            for await one in news() {
                switch one {
                case .ready(let queue): if queues.contains(queue) { worker.wake() }
                case .stopRequested, .workers: worker.wakeForStop()
                case .listening:
                    worker.wake()
                    worker.wakeForStop()
                }
            }
        }
    }
}
