import YobanCore
import YobanExecution

/// Follows what a run says while it runs: notes its start and its progress in the store, at most once a second.
actor RunFollower {
    private let run: Run
    private let claim: Claim
    private let worker: Worker
    private let reports: RunReports
    private var unwritten: Progress?
    /// Whether the store knows that the run has begun.
    private(set) var hasBegun = false

    /// How often the run's files are looked at; every second look may write.
    static let interval: Duration = .milliseconds(500)

    init(run: Run, claim: Claim, worker: Worker) {
        self.run = run
        self.claim = claim
        self.worker = worker
        reports = RunReports(directory: run.directory, progressFile: worker.host.scratchDirectory(for: run.id) + "/progress")
    }

    /// Until the task is cancelled.
    func follow() async {
        var looks = 0
        while !Task.isCancelled {
            do { try await Task.sleep(for: Self.interval) } catch { return }
            look()
            looks += 1
            guard worker.storeHealth.mayAsk else { continue }
            if !hasBegun { await begin() }
            if looks % 2 == 0 { await write() }
        }
    }

    /// What the run said that is not in the store yet. After the run's end; nothing follows any more.
    func finish(hasOutput: Bool) -> Progress {
        if let last = reports.finish(hasOutput: hasOutput) { unwritten = unwritten.map(last.over) ?? last }
        return unwritten ?? Progress()
    }

    private func look() {
        if let new = reports.new() { unwritten = unwritten.map(new.over) ?? new }
    }

    private func begin() async {
        guard let started = try? await run.started() else { return }
        do {
            let holding = try await worker.store.begin(claim, runDirectory: run.directory, startedAt: Instant(milliseconds: started.at))
            hasBegun = true
            worker.notify(.running(claim.job, pid: started.pid))
            if holding == .notHeld { await lost() }
        } catch {
            worker.storeHealth.failed(error)
        }
    }

    private func write() async {
        guard let progress = unwritten else { return }
        do {
            let holding = try await worker.store.report(progress, for: claim)
            // A newer report may have come in while the store wrote.
            if unwritten == progress { unwritten = nil }
            if holding == .notHeld { await lost() }
        } catch {
            worker.storeHealth.failed(error)
        }
    }

    /// Somebody else changed the row: going on would risk a second run beside this one, unless the job was only given up for lost.
    private func lost() async {
        do throws(StoreError) {
            if try await worker.isTakenForLost(claim) { return }
            await worker.end(claim.attempt, .notOurs)
        } catch {
            // The watch over the rows asks again.
            worker.storeHealth.failed(error)
        }
    }
}
