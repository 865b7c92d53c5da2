import Hummingbird
import YobanCore
import YobanHTTP
import YobanOperations

/// One job: what it does, what may be done with it, and what it wrote.
extension Screen {
    /// Runs behind a picture.
    private static let earlierRuns = 5

    func addJob(to routes: inout Routes) {
        answer("/jobs/:id", in: &routes) { view, visit in
            guard let id = view.context.parameters.get("id").flatMap({ JobID(parsing: $0) }) else { throw HTTPProblem.noSuchPage }
            let said = view.query("said").flatMap(Said.init(rawValue:))?.text
            let (page, log) = try await job(id, view, visit)
            return page.response(view, theme: theme(of: view.request), said: said, filling: log)
        }
        act("stop", in: &routes) { visit, id in
            switch try await visit.operations.stop(id) {
            case .requested: (id, .stopping)
            case .stoppedBeforeStart: (id, .stopped)
            case .alreadyFinished, .unknown: (id, .finished)
            }
        }
        act("retry", in: &routes) { visit, id in
            try await visit.operations.retry(id)
            return (id, .retried)
        }
        act("rerun", in: &routes) { visit, id in (try await visit.operations.rerun(id), .rerun) }
    }

    private func act(
        _ verb: String, in routes: inout Routes, _ act: @escaping @Sendable (Visit, JobID) async throws -> (JobID, Said)
    ) {
        form("/jobs/:id/\(verb)", in: &routes) { view, visit, _ in
            guard let id = view.context.parameters.get("id").flatMap({ JobID(parsing: $0) }) else { throw HTTPProblem.noSuchPage }
            let (next, said) = try await act(visit, id)
            return Response.seeOther("/jobs/\(next)?said=\(said.rawValue)")
        }
    }

    private func job(_ id: JobID, _ view: View, _ visit: Visit) async throws -> (Page, PageFilling?) {
        let write = view.wording
        let job = try await visit.operations.job(id)
        let attempts = try await visit.operations.attempts(of: id)
        let chosen = view.query("attempt").flatMap { Int($0) }
        let attempt = attempts.first { $0.number == chosen } ?? attempts.last
        let definition = visit.operations.catalogue.definition(of: job)
        var values: [String: Any] = ["id": "\(id)", "isPending": job.status == .pending]
        // Apart from the rest: a row of a table without a value of its own would show the job's.
        var shown = job.row(write)
        shown["mayStop"] = visit.may(.jobsControl) && !job.status.isFinished && !(job.stopRequested && job.status == .running)
        shown["mayRetry"] = visit.may(.jobsControl) && job.status.isFinished
        shown["mayRerun"] = visit.may(.jobsControl)
        shown["stopEffect"] = write(Self.stopEffect(job, definition))
        values["attempts"] = attempts.map { $0.row(write, isChosen: $0.number == attempt?.number) }
        values["hasAttempts"] = !attempts.isEmpty
        values["facts"] = JobFacts(job: job, definition: definition).rows(write)
        values["gates"] = try await visit.operations.gates(of: job, clock: write.clock).map { $0.row(write) }
        let others = try await visit.operations.othersOfSameDefinition(as: job)
        if let end = job.expectedEnd(now: write.now, others: others) {
            shown["left"] = HumanTime.estimate(end - write.now, write.language)
            shown["expectedEnd"] = write.time(end)
        }
        values["timeline"] = attempts.count > 1 ? AttemptsPicture(job, attempts, write)?.values : nil
        if let attempt { values["series"] = try await pictures(of: attempt, others, write, visit) }
        values["job"] = shown
        var log: PageFilling?
        if let attempt, visit.may(.logsRead), !view.isRefresh {
            let output = interface.output(attempt, visit.operations)
            let extent = try await output.look(attempt)
            let lines = LogAnswer(output: output, extent: extent, zone: write.zone, language: write.language)
            let filling = lines.filling
            values["log"] = try await logValues(attempt, lines, view).merging(["marker": filling.marker]) { $1 }
            log = filling
        }
        let name = job.key?.value ?? job.name
        return (Page("job", Text(ja: "ジョブ \(id) \(name)", en: "Job \(id) \(name)"), at: .jobs, values), log)
    }

    /// What an attempt used as time went by, beside the last runs of its definition that completed.
    private func pictures(of attempt: Attempt, _ others: [Job], _ write: Wording, _ visit: Visit) async throws -> [String: Any]? {
        guard let series = try await visit.operations.series(of: [attempt.id])[attempt.id] else { return nil }
        let earlier = others.filter { $0.status == .completed && $0.id < attempt.job }.prefix(Self.earlierRuns)
        return SeriesPictures(series, earlier: try await visit.operations.lastSeries(of: earlier.map(\.id)), write)?.values
    }

    private func logValues(_ attempt: Attempt, _ log: LogAnswer, _ view: View) async throws -> [String: Any] {
        let (write, extent) = (view.wording, log.extent)
        var values: [String: Any] = [
            "attempt": attempt.number, "isLive": extent.mayGrow, "size": write.size(extent.total),
            "find": view.query("find") ?? "", "isEmpty": extent.total == 0, "isCut": extent.total > LogAnswer.most,
        ]
        if let text = view.query("find") {
            var search = OutputSearch(String(text.prefix(200)))
            let isComplete = try await search.read(log.output)
            values["hasHits"] = true
            values["hitCount"] = isComplete ? "\(search.hits.count)" : "\(search.hits.count)+"
            values["hits"] = search.hits.map { hit in
                ["line": hit.line, "text": String(decoding: hit.bytes.filter { $0 >= 0x20 }, as: UTF8.self)] as [String: Any]
            }
        }
        return values
    }

    private static func stopEffect(_ job: Job, _ definition: JobDefinition?) -> Text {
        guard job.status == .running else { return Text(ja: "開始せずに停止します", en: "stops it before it starts") }
        guard let grace = definition?.grace else {
            return Text(ja: "SIGTERM → 猶予 → SIGKILL（子プロセスも）", en: "SIGTERM, then SIGKILL after the grace; its whole tree")
        }
        return Text(
            ja: "SIGTERM → \(HumanTime.duration(grace, .japanese)) → SIGKILL（子プロセスも）",
            en: "SIGTERM, then SIGKILL after \(HumanTime.duration(grace, .english)); its whole tree")
    }
}

extension Gate {
    fileprivate func row(_ write: Wording) -> [String: Any] {
        [
            "word": write(word), "isOpen": isOpen, "state": write(isOpen ? Text(ja: "通過", en: "open") : Text(ja: "待ち", en: "closed")),
            "evidence": write(evidence), "holders": holders.prefix(10).map { "\($0)" },
        ]
    }
}
