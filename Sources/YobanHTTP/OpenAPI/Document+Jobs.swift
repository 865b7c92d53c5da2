import YobanCore
import YobanOperations

extension OpenAPIDocument {
    private typealias Parameter = OperationDescription.Parameter

    static let jobID = OperationDescription.Parameter.path("id", "The number of a job.", Schema.number)
    private static let idempotencyKey = Parameter.header(
        "Idempotency-Key", "The sender's own: the request is carried out once, however often it is sent.",
        ["type": "string", "pattern": "^[ -~]{1,255}$"])
    private static let trace = Parameter.header(
        "traceparent", "The trace that the job belongs to (W3C Trace Context); its runs get it as `TRACEPARENT`.", Schema.string)
    private static let ifMatch = Parameter.header("If-Match", "Only if the job is still in the state that this ETag names.", Schema.string)
    static let page: [OperationDescription.Parameter] = [
        .query("cursor", "Only what has a smaller number than this; from `Link`.", Schema.number),
        .query("limit", "Of a page; 50 without it.", Schema.integer(1...Page.largest)),
    ]
    static let rerunAnswer = Schema.answer(["id": Schema.number, "rerun_of": Schema.number])

    static var jobs: [OperationDescription] {
        [
            .init(
                "post", "/api/v1/jobs", "enqueueJob", "Queue a job", tag: "jobs", scope: .jobsEnqueue, [idempotencyKey, trace],
                body: Schema.reference("NewJob"),
                answers: [
                    .init(201, "It is queued.", enqueued, headers: ["Location"]),
                    .init(200, "An unfinished job has this `unique_key` already: this one.", enqueued, headers: ["Location"]),
                ], problems: [404, 409]),
            .init(
                "get", "/api/v1/jobs", "listJobs", "Jobs, newest first", tag: "jobs", scope: .jobsRead,
                [
                    .query("status", "These only; several by commas.", statuses),
                    .query("key", "A pattern with `*` and `?`.", Schema.string(1...255)),
                    .query("since", "Created at or after.", Schema.time),
                    .query(
                        "id", "Those of these numbers only; several, at most 200, by commas.",
                        ["type": "string", "pattern": "^[1-9][0-9]{0,17}(,[1-9][0-9]{0,17}){0,199}$"]),
                ] + page,
                answers: [.init(200, "A page.", Schema.array(Schema.reference("Job")), headers: ["Link"])], problems: [422]),
            .init(
                "get", "/api/v1/jobs/{id}", "showJob", "One job", tag: "jobs", scope: .jobsRead,
                [
                    jobID, .query("wait", "Answer when it has finished, at the latest after so many seconds.", Schema.integer(0...60)),
                    .header("If-None-Match", "An ETag: 304 while nothing has changed.", Schema.string),
                ],
                answers: [
                    .init(200, "The job.", Schema.reference("Job"), headers: ["ETag"]), .init(304, "As it was.", nil, headers: ["ETag"]),
                ],
                problems: [404, 422]),
            .init(
                "get", "/api/v1/jobs/{id}/attempts", "listAttempts", "Its runs, oldest first", tag: "jobs", scope: .jobsRead, [jobID],
                answers: [.init(200, "All of them.", Schema.array(Schema.reference("Attempt")))], problems: [404]),
            .init(
                "get", "/api/v1/jobs/{id}/attempts/{number}/series", "showSeries", "What a run used as time went by", tag: "jobs",
                scope: .jobsRead, [jobID, runNumber], answers: [.init(200, "Its samples, if there are any.", series)], problems: [404, 422]),
        ]
    }

    private static var series: JSON {
        let count = Schema.integer(atLeast: 0)
        let sample = Schema.answer([
            "elapsed_ms": count, "cpu_ms": count, "memory_bytes": count, "processes": count, "descriptors": count,
            "progress_percentage": Schema.orNull(Schema.integer(0...100)),
        ])
        return Schema.answer(["attempt": Schema.number, "samples": Schema.array(sample, atMost: RunSeries.most)])
    }

    private static var enqueued: JSON {
        Schema.answer(["id": Schema.number, "job_key": Schema.string, "created": Schema.boolean])
    }

    /// One state, or several with commas.
    private static var statuses: JSON {
        let states = JobStatus.allCases.map(\.rawValue).joined(separator: "|")
        return ["type": "string", "pattern": .string("^(\(states))(,(\(states)))*$")]
    }

    static var jobControl: [OperationDescription] {
        let stopped = Schema.answer(["id": Schema.number, "result": stopResult], optional: ["status": Schema.choice(JobStatus.self)])
        return [
            .init(
                "post", "/api/v1/jobs/{id}/stop", "stopJob", "Stop it: a pending one at once, a running one by its worker", tag: "jobs",
                scope: .jobsControl, [jobID, idempotencyKey, ifMatch],
                answers: [.init(202, "Its worker will end it.", stopped), .init(200, "It had not started, or has finished.", stopped)],
                problems: [404, 409, 412, 413, 422]),
            .init(
                "post", "/api/v1/jobs/{id}/retry", "retryJob", "Queue it again: the same job, a new attempt", tag: "jobs",
                scope: .jobsControl, [jobID, idempotencyKey, ifMatch],
                answers: [.init(200, "It is queued.", Schema.answer(["id": Schema.number, "result": Schema.choice("queued")]))],
                problems: [404, 409, 412, 413, 422]),
            .init(
                "post", "/api/v1/jobs/{id}/rerun", "rerunJob", "Queue a new job like it", tag: "jobs", scope: .jobsControl,
                [jobID, idempotencyKey, ifMatch], answers: [.init(201, "It is queued.", rerunAnswer, headers: ["Location"])],
                problems: [404, 409, 412, 413, 422]),
            .init(
                "post", "/api/v1/jobs/bulk", "actOnJobs", "Stop, retry or rerun many", tag: "jobs", scope: .jobsControl, [idempotencyKey],
                body: bulk, answers: [.init(200, "What was found, or what became of each.", ["anyOf": [bulkPreview, bulkDone]])],
                problems: [409]),
        ]
    }

    private static var stopResult: JSON { Schema.choice("stop_requested", "stopped_before_start", "already_finished") }

    private static var bulk: JSON {
        Schema.body(
            ["action": Schema.choice(BulkAction.self)],
            optional: [
                "status": Schema.array(Schema.choice(JobStatus.self)), "key": Schema.string(1...255), "since": Schema.time,
                "ids": Schema.array(Schema.number, atMost: Operations.mostInBulk), "dry_run": Schema.boolean,
                "expected_count": Schema.integer(0...Operations.mostInBulk),
            ])
    }

    private static var bulkPreview: JSON {
        Schema.answer([
            "action": Schema.choice(BulkAction.self), "dry_run": ["const": true], "count": Schema.integer(0...Operations.mostInBulk),
            "ids": Schema.array(Schema.number),
        ])
    }

    private static var bulkDone: JSON {
        let result = Schema.answer(
            [
                "id": Schema.number,
                "result": Schema.choice(
                    "stop_requested", "stopped_before_start", "already_finished", "queued", "rerun", "refused", "not_tried"),
            ],
            optional: [
                "status": Schema.choice(JobStatus.self), "new_id": Schema.number, "code": Schema.string, "detail": Schema.string,
            ])
        return Schema.answer([
            "action": Schema.choice(BulkAction.self), "dry_run": ["const": false], "count": Schema.integer(0...Operations.mostInBulk),
            "refused": Schema.integer(0...Operations.mostInBulk), "results": Schema.array(result),
        ])
    }
}
