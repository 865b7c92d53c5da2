import Hummingbird
import YobanCore
import YobanOperations

/// The same act on many jobs.
extension Interface {
    func addBulkRoutes(to routes: inout Routes) {
        routes.post("/api/v1/jobs/bulk") { request, context in
            let operations = try await operations(for: request, context)
            let bytes = try await request.bytes()
            return try await once(request, bytes, operations) {
                let wanted = try BulkRequest(try request.json(bytes))
                let jobs = try await operations.jobsInBulk(wanted.filter)
                guard !wanted.isDryRun else { return KeptAnswer(status: 200, body: wanted.preview(of: jobs).text) }
                guard jobs.count == wanted.expectedCount else { throw BulkError.otherCount(jobs.count) }
                let results = await operations.act(wanted.action, on: jobs)
                return KeptAnswer(status: 200, body: wanted.answer(results, context.language).text)
            }
        }
    }
}

/// The body of a request for many jobs.
private struct BulkRequest {
    let action: BulkAction
    let filter: JobFilter
    let isDryRun: Bool
    let expectedCount: Int

    init(_ json: JSON) throws {
        var fields = Fields(json)
        let isLimited = ["status", "key", "since", "ids"].contains { fields.has($0) }
        action = fields.choice("action", of: BulkAction.self) ?? .stop
        var filter = JobFilter()
        filter.statuses = Set(fields.choices("status", of: JobStatus.self))
        filter.keyGlob = fields.text("key")
        filter.since = fields.instant("since")
        filter.ids = fields.integers("ids", in: 1...Int(Int64.max)).map { JobID(Int64($0)) }
        isDryRun = fields.bool("dry_run") ?? false
        let counts = fields.has("expected_count")
        let count = fields.integer("expected_count", in: 0...Operations.mostInBulk)
        if !isDryRun, !counts {
            fields.object("expected_count", because: Text(ja: "dry_run でなければ必須です", en: "it is required unless dry_run is true"))
        }
        if !isLimited {
            fields.object(
                because: Text(
                    ja: "status、key、since、ids のどれかで対象を指定してください", en: "say which jobs are meant, by status, key, since or ids"))
        }
        if filter.ids.count > Operations.mostInBulk {
            fields.object("ids", because: Text(ja: "1000 件までです", en: "at most 1000 are expected"))
        }
        try fields.finish()
        self.filter = filter
        expectedCount = count ?? 0
    }

    func preview(of jobs: [Job]) -> JSON {
        [
            "action": .string(action.rawValue), "dry_run": true, "count": .int(Int64(jobs.count)),
            "ids": .array(jobs.map { .int($0.id.value) }),
        ]
    }

    func answer(_ results: [(job: JobID, result: BulkResult)], _ language: Language) -> JSON {
        let refused = results.count { if case .refused = $0.result { true } else { $0.result == .notTried } }
        return [
            "action": .string(action.rawValue), "dry_run": false, "count": .int(Int64(results.count)), "refused": .int(Int64(refused)),
            "results": .array(
                results.map { id, result in .object([.init("id", .int(id.value))] + result.members(language)) }),
        ]
    }
}

extension BulkResult {
    /// In the words of the answers for one job.
    fileprivate func members(_ language: Language) -> [JSON.Member] {
        switch self {
        case .stopped(let answer): answer.members
        case .retried: [.init("result", "queued")]
        case .rerun(let new): [.init("result", "rerun"), .init("new_id", .int(new.value))]
        case .notTried: [.init("result", "not_tried")]
        case .refused(let error):
            HTTPProblem(error).members(language)
        }
    }
}

extension HTTPProblem {
    fileprivate func members(_ language: Language) -> [JSON.Member] {
        [
            .init("result", "refused"), .init("code", .string(code)), .init("detail", .string(detail.inLanguage(language))),
        ]
    }
}

extension StopAnswer {
    /// What the API says became of a request to stop.
    var members: [JSON.Member] {
        switch self {
        case .requested: [.init("result", "stop_requested")]
        case .stoppedBeforeStart: [.init("result", "stopped_before_start")]
        case .alreadyFinished(let status): [.init("result", "already_finished"), .init("status", .string(status.rawValue))]
        // The operation throws instead.
        case .unknown: []
        }
    }
}
