import Glibc
import YobanCore
import YobanExecution

extension Worker {
    /// Beats until cancelled: at the configured pace, more often when a short lease asks for it, and at once when the bell rings.
    func beat() async {
        let settings = configuration.settings.worker
        let pace = configuration.isShared ? min(settings.heartbeat, settings.lease / 4) : settings.heartbeat
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await YobanWorker.ring(self.beatBell) { pace } }
            while !Task.isCancelled {
                await beatBell.wait()
                guard !Task.isCancelled else { break }
                await keepState()
                if await renew() == .over { break }
            }
            group.cancelAll()
        }
    }

    /// Makes this worker known, with a session of its own.
    func register() async throws(StoreError) {
        let asked = bootTime()
        standing.begin(try await store.register(record), asked: asked)
    }

    enum Renewed { case done, over }

    /// One beat. Over: another process has our name, and this one ends.
    ///
    /// After a silence as long as the lease the session is not gone on with: somebody may be about to end it, and would take what is
    /// claimed under it for lost.
    @discardableResult
    func renew() async -> Renewed {
        let asked = bootTime()
        let begun = ContinuousClock.now
        do throws(StoreError) {
            if configuration.isShared, asked - standing.renewedAt >= configuration.settings.worker.lease {
                if try await isStillOurs() {
                    try await comeBack()
                    return .done
                }
            }
            switch try await store.renew(configuration.id, session: standing.session, condition: condition(), now: now()) {
            case .held(let isDraining):
                storeHealth.works()
                await holds(since: asked, isDraining: isDraining)
            case .notHeld:
                guard try await isStillOurs() else {
                    notify(
                        .trouble(
                            Text(
                                ja: "同じワーカーID \(configuration.id) の新しいプロセスが動いているため、実行中のジョブを停止して終了します",
                                en: "a newer process works as \(configuration.id); stopping, with all jobs")))
                    // The newer one can't see our runs, and takes our jobs for lost.
                    stop(stoppingJobs: true)
                    return .over
                }
                try await comeBack()
            }
        } catch {
            storeHealth.failed(error, asked: begun)
        }
        return .done
    }

    private func holds(since asked: Duration, isDraining: Bool) async {
        if standing.renewed(asked: asked, isDraining: isDraining) {
            notify(.draining(isDraining, running: runs.jobs))
            bell.ring()
        }
        guard configuration.isShared else { return }
        // What has to end because it is no longer ours is not kept alive.
        let held = runs.all.filter { $0.ending != .notOurs }.map(\.attempt.value)
        await host.extendLeases(of: held, to: asked + configuration.settings.worker.lease)
    }

    /// Whether the session was ended from outside, and not by another process that works under this name. A record that is gone was
    /// pruned.
    private func isStillOurs() async throws(StoreError) -> Bool {
        guard let record = try await store.workers().first(where: { $0.id == configuration.id }) else { return true }
        return record.host == configuration.hostName && record.pid == getpid() && record.bootID == configuration.bootID
    }

    /// Goes on under a new session after this worker was taken for lost. What is no longer ours ends at once.
    private func comeBack() async throws(StoreError) {
        standing.retired()
        try await register()
        storeHealth.works()
        notify(.retired(worker: configuration.id))
        await lookAtRows()
        bell.ring()
    }

    /// Until when runs may go on that other hosts may take over; nil for jobs that are never started twice, and where there are no other
    /// hosts. It counts from the last beat, as those who watch count it.
    func lease(of job: Job, grace: Duration) -> RunLease? {
        guard configuration.isShared, job.maxRetries > 0 else { return nil }
        let lease = configuration.settings.worker.lease
        return RunLease(deadline: standing.renewedAt + lease, grace: LeaseWatch.grace(grace, lease: lease))
    }

    /// Whether no beat was written for so long that others may soon take this worker for lost, or have.
    var isCutOff: Bool { bootTime() - standing.renewedAt > configuration.settings.worker.lease / 2 }

    /// A state directory that was removed is made anew, with our name: the next worker here is to know our runs for its own.
    private func keepState() async {
        do throws(RunError) {
            try await host.restoreIfRemoved()
            try? configuration.id.keep(in: configuration.settings.state)
        } catch {
            notify(.trouble(error.text))
        }
    }

    private var record: WorkerRecord {
        var record = WorkerRecord(
            id: configuration.id, host: configuration.hostName, pid: getpid(), slots: slots, bootID: configuration.bootID,
            doorbell: standing.doorbell, version: configuration.version, seenAt: now())
        record.queues = queues
        record.lease = configuration.settings.worker.lease
        return record
    }
}
