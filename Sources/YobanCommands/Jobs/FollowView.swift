import YobanCore
import YobanOperations
import YobanTerminal

/// Watches jobs until they have finished: what changes is printed to stay, what moves is redrawn at the bottom.
struct FollowView {
    let session: Session
    let ids: [JobID]

    /// Who works is asked at every so many looks.
    private static let queueInterval = 5

    private var console: Console { session.console }
    private var isAnimated: Bool { console.output.canAnimate(environment: processEnvironment) }

    /// The status of the first job, in the order given, that did not complete.
    func run() async throws -> ExitStatus {
        Interrupt.watch()
        var area = LiveArea(style: console.style, isAnimated: isAnimated, language: processLanguage)
        var news: [JobID: JobNews] = [:]
        for id in ids { news[id] = JobNews(isAlone: ids.count == 1, session) }
        var queue = try await QueueState(session)
        var hadWorkers = true
        var looks = 0
        while true {
            let jobs = try await session.jobs(watched: ids)
            looks += 1
            if looks.isMultiple(of: Self.queueInterval) { queue = try await QueueState(session) }
            let now = session.now()
            var above: [StyledText] = []
            if queue.workers.isEmpty, hadWorkers { above.append(nobody(jobs)) }
            hadWorkers = !queue.workers.isEmpty
            for job in jobs {
                let attempts = news[job.id]?.wantsAttempts(of: job) == true ? try await session.operations.attempts(of: job.id) : []
                above += try await news[job.id]?.lines(of: job, attempts: attempts, queue: queue, now: now) ?? []
            }
            let unfinished = jobs.filter { !$0.status.isFinished }
            let labels = ids.count == 1 ? 0 : unfinished.map { DisplayWidth.of($0.label) }.max() ?? 0
            let lines = unfinished.map { job in
                LiveLine(id: "\(job.id)", bar(job, label: labels, queue, since: news[job.id]?.waitingSince, now: now))
            }
            let size = console.output.size(environment: processEnvironment) ?? TerminalSize(columns: 80, rows: 24)
            let frame = area.frame(above: above, lines, size: size, now: now)
            if !frame.isEmpty { try console.write(frame) }
            if unfinished.isEmpty { return try await finish(jobs) }
            if Interrupt.happened {
                Interrupt.detached(jobs, console)
                return .interrupted
            }
            try await Task.sleep(for: session.pace * 2)
        }
    }

    private func bar(_ job: Job, label: Int, _ queue: QueueState, since: Instant?, now: Instant) -> ProgressBar {
        var bar = ProgressBar(
            label: label > 0 ? DisplayWidth.pad(job.label, to: label) : "", progress: job.progress,
            elapsed: max(now - (since ?? job.startedAt ?? now), .zero), language: processLanguage)
        if job.status == .pending {
            // On a pipe a job that is alone has said what it waits for, and nothing moves.
            let what = queue.briefWait(of: job, now: now)
            bar.progress = Progress(message: ids.count == 1 && !isAnimated ? nil : said(what))
        } else if job.stopRequested {
            bar.progress.message = said(ja: "停止処理中", en: "stopping")
        } else {
            bar.remaining = job.remaining(now: now)
        }
        return bar
    }

    /// That no worker is there, which nobody should wait for without knowing.
    private func nobody(_ jobs: [Job]) -> StyledText {
        let runs = jobs.contains { $0.status == .running }
        let rest = runs ? Text(ja: "実行中のジョブは続いています。", en: "Running jobs go on. ") : Text(ja: "", en: "")
        return StyledText(said(ja: rest.ja + Text.noWorkerSentence.ja, en: rest.en + Text.noWorkerSentence.en), .yellow)
    }

    private func finish(_ jobs: [Job]) async throws -> ExitStatus {
        if jobs.count > 1 {
            var attempts: [JobID: [Attempt]] = [:]
            for job in jobs { attempts[job.id] = try await session.operations.attempts(of: job.id) }
            try console.write("\n")
            try console.printTable(VerdictTable(jobs, attempts: attempts, style: console.style).table)
        }
        return ExitStatus(of: jobs)
    }
}
