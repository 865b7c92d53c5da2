import Hummingbird
import YobanCore
import YobanOperations

extension Interface {
    func addJobRoutes(to routes: inout Routes, _ stopping: Stopping) {
        routes.post("/api/v1/jobs", enqueue)
        routes.get("/api/v1/jobs", listJobs)
        routes.get("/api/v1/jobs/:id") { request, context in
            let operations = try await operations(for: request, context)
            let id = try context.jobID
            var query = Query(request)
            let wait = query.integer("wait", in: 0...60) ?? 0
            try query.finish()
            let body = JSON(try await operations.settled(id, within: .seconds(wait), stopping)).bytes
            let tag = EntityTag.of(body)
            let headers = ["ETag": tag, "Cache-Control": "private, no-cache"]
            guard !request.has(tag) else {
                var answer = Response(status: .notModified)
                for (name, value) in headers { answer.headers[name: name] = value }
                return answer
            }
            return Response(.ok, body: body, headers: headers)
        }
        routes.get("/api/v1/jobs/:id/attempts") { request, context in
            let attempts = try await operations(for: request, context).attempts(of: try context.jobID)
            return Response(.ok, .array(attempts.map { JSON($0) }))
        }
    }

    @Sendable private func enqueue(_ request: Request, _ context: Context) async throws -> Response {
        let operations = try await operations(for: request, context)
        let bytes = try await request.bytes()
        return try await once(request, bytes, operations) {
            var fields = Fields(try request.json(bytes))
            var wanted = EnqueueRequest(key: fields.requiredText("job_key"))
            wanted.parameters = fields.dictionary("parameters")
            wanted.priority = fields.integer("priority", in: Int(Int32.min)...Int(Int32.max))
            wanted.maxRetries = fields.integer("max_retries", in: 0...1000)
            wanted.timeoutSeconds = fields.integer("timeout_seconds", in: 1...Int(Int32.max))
            wanted.runAfter = fields.instant("run_after")
            wanted.uniqueKey = fields.text("unique_key")
            try fields.finish()
            wanted.trace = request.headers[name: "traceparent"].flatMap { TraceParent($0) }
            let enqueued = try await operations.enqueue([wanted])[0]
            let isNew = enqueued == .created(enqueued.id)
            let json: JSON = ["id": .int(enqueued.id.value), "job_key": .string(wanted.key), "created": .bool(isNew)]
            return KeptAnswer(status: isNew ? 201 : 200, body: json.text, location: "/api/v1/jobs/\(enqueued.id)")
        }
    }

    @Sendable private func listJobs(_ request: Request, _ context: Context) async throws -> Response {
        let operations = try await operations(for: request, context)
        var query = Query(request)
        var filter = JobFilter()
        filter.statuses = Set(query.several("status", of: JobStatus.self))
        filter.keyGlob = query.text("key")
        filter.since = query.instant("since")
        filter.ids = query.integers("id", in: 1...Int.max, atMost: Page.largest).map { JobID(Int64($0)) }
        let page = Page(&query)
        try query.finish()
        filter.before = page.before.map { JobID($0) }
        filter.limit = page.limit + 1
        return page.answer(try await operations.jobs(filter), to: request, number: \.id.value) { JSON($0) }
    }
}

extension Operations {
    /// The job as soon as it has finished, or as it is when the time is over or the server wants to end.
    fileprivate func settled(_ id: JobID, within limit: Duration, _ stopping: Stopping) async throws -> Job {
        let end = ContinuousClock.now + limit
        // Short jobs are seen at once; long ones cost little.
        var pause: Duration = .milliseconds(20)
        while true {
            let job = try await job(id)
            let rest = end - ContinuousClock.now
            if job.status.isFinished || rest <= .zero || stopping.hasBegun { return job }
            try await Task.sleep(for: min(pause, rest))
            pause = min(pause * 2, .milliseconds(500))
        }
    }
}
