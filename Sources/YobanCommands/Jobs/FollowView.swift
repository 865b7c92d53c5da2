import YobanCore
import YobanOperations
import YobanTerminal

/// Watches jobs until they have finished: what changes is printed to stay, what moves is redrawn at the bottom.
struct FollowView {
    let session: Session
    let ids: [JobID]

    /// How often the store is asked.
    private static let interval: Duration = .milliseconds(200)

    /// The status of the first job, in the order given, that did not complete.
    func run() async throws -> ExitStatus {
        Interrupt.watch()
        let console = session.console
        let terminal = console.output
        var area = LiveArea(
            style: console.outputStyle, isAnimated: terminal.canAnimate(environment: processEnvironment), language: console.language)
        var news = JobNews(isAlone: ids.count == 1)
        var log = ids.count == 1 ? LogTail() : nil
        while true {
            let jobs = try await session.operations.jobs(ids)
            var above: [StyledText] = []
            for job in jobs { above += try await self.news(of: job, &news) }
            if let job = jobs.first, log != nil, job.status != .pending || job.attemptNumber > 0 {
                let attempts = try await session.operations.attempts(of: job.id)
                above += log?.newLines(of: attempts.last, state: session.settings.state, isOver: job.status.isFinished) ?? []
            }
            let isOver = jobs.allSatisfy(\.status.isFinished)
            let now = session.now()
            let lines = isOver ? [] : jobs.filter { !$0.status.isFinished }.map { liveLine($0, now: now) }
            let size = terminal.size(environment: processEnvironment) ?? TerminalSize(columns: 80, rows: 24)
            let frame = area.frame(above: above, lines, size: size, now: now)
            if !frame.isEmpty { try console.write(frame) }
            if isOver { return try await finish(jobs) }
            if Interrupt.happened {
                area.leave()
                Interrupt.detached(jobs, console)
                return .interrupted
            }
            try await Task.sleep(for: Self.interval)
        }
    }

    private func news(of job: Job, _ news: inout JobNews) async throws -> [StyledText] {
        let changes = news.changes(of: job, now: session.now())
        guard changes.wantsHost else { return changes.lines }
        let host = try await session.operations.attempts(of: job.id).last?.host ?? ""
        return changes.lines.map { line in StyledText(line.text.replacing("{host}", with: host)) }
    }

    private func liveLine(_ job: Job, now: Instant) -> LiveLine {
        let label = ids.count == 1 ? "" : job.key?.value ?? job.name
        guard job.status == .running, let started = job.startedAt else {
            let waiting = Progress(message: said(situation(of: job, now: now)))
            return LiveLine(id: "\(job.id)", ProgressBar(label: label, progress: waiting, elapsed: .zero, language: session.console.language))
        }
        let elapsed = max(now - started, .zero)
        var progress = job.progress
        if job.stopRequested { progress.message = said(ja: "停止処理中", en: "stopping") }
        return LiveLine(
            id: "\(job.id)",
            ProgressBar(
                label: label, progress: progress, elapsed: elapsed,
                remaining: ProgressBar.remaining(after: elapsed, percentage: progress.percentage), language: session.console.language))
    }

    private func finish(_ jobs: [Job]) async throws -> ExitStatus {
        if jobs.count > 1 {
            var attempts: [JobID: [Attempt]] = [:]
            for job in jobs { attempts[job.id] = try await session.operations.attempts(of: job.id) }
            try session.console.write("\n")
            try session.console.printTable(VerdictTable(jobs, attempts: attempts, style: session.console.outputStyle).table)
        }
        return jobs.map(exitStatus).first { $0 != .done } ?? .done
    }
}
