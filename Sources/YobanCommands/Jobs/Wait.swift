import ArgumentParser
import YobanCore
import YobanOperations
import YobanTerminal

struct Wait: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait", abstract: said(ja: "ジョブが終わるまで待ち、結果を終了コードで返す", en: "Wait for jobs to finish; the exit code tells the result."),
        discussion: said(
            ja: "終了コード: 0 完了、10 失敗、11 停止、12 タイムアウト、13 喪失、\n124 --timeout の時間切れ、130 Ctrl-C（ジョブは続きます）。",
            en:
                "Exit codes: 0 completed, 10 failed, 11 stopped, 12 timed out, 13 lost, 124 --timeout ran out, 130 Ctrl-C (the job goes on)."
        ))

    @Argument(help: help(ja: "ジョブ番号、またはキー（最新のジョブ）", en: "Numbers of jobs, or keys for their newest.", name: "id"), completion: .jobs)
    var ids: [String]

    @Option(help: help(ja: "待つ時間の上限: 1h", en: "How long to wait at most: 1h.", name: "duration"))
    var timeout: String?

    @OptionGroup var client: ClientOptions

    func run() async throws {
        let session = try await Session.open(client)
        let limit = try timeout.map { try TimeInput.duration($0) }
        var jobs: [JobID] = []
        for id in ids { jobs.append(try await session.job(named: id).id) }
        throw QuietExit(try await Waiting(session: session, ids: jobs, limit: limit).run())
    }
}

/// Waits until all jobs have finished.
struct Waiting {
    let session: Session
    let ids: [JobID]
    let limit: Duration?

    /// The status of the first job, in the order given, that did not complete.
    func run() async throws -> ExitStatus {
        Interrupt.watch()
        await session.sayIfNoWorker()
        let start = ContinuousClock.now
        // Short jobs are seen at once; long ones cost nothing.
        var pause: Duration = .milliseconds(10)
        while true {
            let jobs = try await session.jobs(watched: ids)
            if jobs.allSatisfy(\.status.isFinished) { return finish(jobs) }
            if Interrupt.happened {
                Interrupt.detached(jobs, session.console)
                return .interrupted
            }
            if let limit, ContinuousClock.now - start >= limit {
                session.console.say(
                    Text(
                        ja: "時間切れです。ジョブは続いています。もう一度待つ: yoban wait \(ids.map(\.description).joined(separator: " "))",
                        en: "Time is up; the job goes on. Wait again: yoban wait \(ids.map(\.description).joined(separator: " "))"))
                return .ownTimeout
            }
            let rest = limit.map { max($0 - (ContinuousClock.now - start), .zero) }
            try await Task.sleep(for: min(pause, rest ?? pause))
            pause = min(pause * 2, session.pace * 2)
        }
    }

    private func finish(_ jobs: [Job]) -> ExitStatus {
        for job in jobs where job.status != .completed {
            let what = job.status == .stopped ? Text(ja: "停止しました", en: "Stopped") : job.failureText(after: nil)
            session.console.say(Text(ja: "ジョブ \(job.id): \(what.ja)", en: "Job \(job.id): \(what.en)"))
        }
        return ExitStatus(of: jobs)
    }
}
