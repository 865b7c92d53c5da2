import YobanCore
import YobanExecution

/// Follows what a run says and uses while it runs: notes its start and its progress in the store, at most once a second, and its series
/// now and then.
actor RunFollower {
    private let run: Run
    private let claim: Claim
    private let worker: Worker
    private let reports: RunReports
    private var unwritten: Progress?
    private var percentage: Int?
    private var sampler: RunSampler
    /// Whether an earlier worker may have kept a series of this run, which is not read yet.
    private var mayHaveEarlier: Bool
    /// Whether the store knows that the run has begun.
    private(set) var hasBegun = false

    /// How often the run's files are looked at; every second look may write.
    static let interval: Duration = .milliseconds(500)

    /// - Parameter isAdopted: An earlier worker has followed it.
    init(run: Run, claim: Claim, worker: Worker, isAdopted: Bool) {
        self.run = run
        self.claim = claim
        self.worker = worker
        sampler = RunSampler(directory: run.directory)
        mayHaveEarlier = isAdopted
        reports = RunReports(directory: run.directory, progressFile: worker.host.scratchDirectory(for: run.id) + "/progress")
    }

    /// Until the task is cancelled.
    func follow() async {
        var looks = 0
        while !Task.isCancelled {
            do { try await Task.sleep(for: Self.interval) } catch { return }
            look()
            sampler.look(percentage: percentage, now: worker.now())
            looks += 1
            guard worker.storeHealth.mayAsk else { continue }
            if !hasBegun { await begin() }
            if looks % 2 == 0 { await write() }
            await keepSeries()
        }
    }

    /// Keeps in the store what the run used, when it is time. At the end: what is not there yet.
    func keepSeries(atEnd: Bool = false) async {
        guard worker.storeHealth.mayAsk, sampler.isDue(atEnd: atEnd) else { return }
        let asked = ContinuousClock.now
        do {
            if mayHaveEarlier {
                if let earlier = try await worker.store.series(of: [claim.attempt])[claim.attempt] { sampler.goOn(from: earlier) }
                mayHaveEarlier = false
            }
            let series = sampler.series
            try await worker.store.keepSeries(series, of: claim.attempt)
            sampler.keeps(series)
        } catch {
            worker.storeHealth.failed(error, asked: asked)
        }
    }

    /// What the run said that is not in the store yet. After the run's end; nothing follows any more.
    func finish(hasOutput: Bool) -> Progress {
        if let last = reports.finish(hasOutput: hasOutput) { unwritten = unwritten.map(last.over) ?? last }
        return unwritten ?? Progress()
    }

    private func look() {
        guard let new = reports.new() else { return }
        unwritten = unwritten.map(new.over) ?? new
        percentage = new.percentage ?? percentage
    }

    private func begin() async {
        guard let started = try? await run.started() else { return }
        let asked = ContinuousClock.now
        do {
            let holding = try await worker.store.begin(claim, runDirectory: run.directory, startedAt: Instant(milliseconds: started.at))
            hasBegun = true
            worker.notify(.running(claim.job, pid: started.pid))
            if holding == .notHeld { await lost() }
        } catch {
            worker.storeHealth.failed(error, asked: asked)
        }
    }

    private func write() async {
        guard let progress = unwritten else { return }
        let asked = ContinuousClock.now
        do {
            let holding = try await worker.store.report(progress, for: claim)
            // A newer report may have come in while the store wrote.
            if unwritten == progress { unwritten = nil }
            if holding == .notHeld { await lost() }
        } catch {
            worker.storeHealth.failed(error, asked: asked)
        }
    }

    /// Somebody else changed the row: going on would risk a second run beside this one, unless the job was only given up for lost.
    private func lost() async {
        let asked = ContinuousClock.now
        do throws(StoreError) {
            if try await worker.isTakenForLost(claim) { return }
            await worker.end(claim.attempt, .notOurs)
        } catch {
            // The watch over the rows asks again.
            worker.storeHealth.failed(error, asked: asked)
        }
    }
}
